import TestSupport
import Testing

@Suite struct PackIndexReplayTests {
    @Test func noInputOfTheFuzzingCorpusBreaksARule() throws {
        var accepted = 0
        for (name, bytes) in try FuzzInputs.variants(of: "index") {
            let fault = PackIndexOracle.fault(index: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
            if PackIndexOracle.isAccepted(bytes) { accepted += 1 }
        }
        #expect(accepted >= 6, "the sound ones are read")
    }
}
