import TestSupport
import Testing

@Suite struct PolicyReplayTests {
    @Test func noPolicyIsTakenForWhatItIsNot() throws {
        var accepted = 0
        let inputs = try FuzzInputs.variants(of: "policy")
        #expect(inputs.count >= 200)
        for (name, bytes) in inputs {
            let fault = PolicyOracle.fault(policy: bytes)
            #expect(fault == nil, "\(name): \(bytes)")
            if PolicyOracle.isAccepted(bytes) { accepted += 1 }
        }
        #expect(accepted >= 6, "the sound ones are read")
    }
}
