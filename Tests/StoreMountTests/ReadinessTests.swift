import StoreModel
import StoreMount
import Testing

@Suite("What a starting process says on its pipe")
struct ReadinessTests {
    @Test(arguments: [
        Readiness.ready,
        .failed(StoreError(.busy, "it is \"busy\"\n", fix: "wait", cause: "EBUSY")),
        .failed(StoreError(.noStore, "no store")),
    ])
    func aLineSaysTheSameToTheReader(_ said: Readiness) {
        #expect(said.line.last == 0x0A)
        #expect(said.line.count { $0 == 0x0A } == 1)
        #expect(Readiness(line: said.line) == said)
    }

    @Test(arguments: ["", "read", "{}", "{\"code\":\"E_WHAT\",\"message\":\"m\"}", "[1"])
    func anythingElseIsNoLine(_ text: String) {
        #expect(Readiness(line: Array(text.utf8)) == nil)
    }
}
