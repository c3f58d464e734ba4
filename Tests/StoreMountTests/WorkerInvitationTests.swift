import StoreMount
import Testing

@Suite("The invitation of a worker")
struct WorkerInvitationTests {
    @Test(arguments: ["3,4,5,17,ok", "3,4,5,2147483647,degraded"])
    func readsWhatItWrites(_ text: String) {
        #expect(WorkerInvitation(text)?.text == text)
    }

    @Test(arguments: ["", "3,4,5", "3,4,5,0,ok", "3,4,5,17,fine", "4,5,6,17,ok", "3,4,5,17,ok,"])
    func refusesAnythingElse(_ text: String) {
        #expect(WorkerInvitation(text) == nil)
    }
}
