import TestSupport
import Testing

/// Interrupted and short calls are no errors: the command goes on and does all of its work.
@Suite struct InterruptedCallTests {
    @Test(arguments: ["eintr", "short:7"]) func aPushGoesOn(_ effect: String) throws {
        try withTemporaryDirectory { (path: String) throws in
            let loop = try CrashLoop("push", at: path)
            for ordinal in 1...(try loop.ordinals()) where ordinal % 3 == 0 {
                let store = try loop.playground.copy("tried")
                let outcome = try loop.playground.run(
                    loop.scenario.command, on: store, fault: "op=\(ordinal):\(effect)")
                #expect(outcome.ending == .exited(0), "op=\(ordinal): \(outcome.errorText)")
            }
        }
    }
}
