import StoreMount
import Testing

@Suite("The invitation of a worker")
struct WorkerInvitationTests {
    @Test(arguments: ["3,4,5,6,17,ok,served", "3,4,5,6,2147483647,degraded,refused"])
    func readsWhatItWrites(_ text: String) {
        #expect(WorkerInvitation(text)?.text == text)
    }

    @Test(arguments: [
        "", "3,4,5,6", "3,4,5,6,0,ok,served", "3,4,5,6,17,fine,served", "4,5,6,7,17,ok,served",
        "3,4,5,6,17,ok", "3,4,5,6,17,ok,eaten", "3,4,5,6,17,ok,served,",
        "3,4,5,17,ok,served",
    ])
    func refusesAnythingElse(_ text: String) {
        #expect(WorkerInvitation(text) == nil)
    }
}
