import TestSupport
import Testing

/// Killed, run again, killed again: the third run finds a sound store and finishes the work.
@Suite struct NestedKillTests {
    static let pairs = TestSlice.amount(quick: 2, standard: 6, long: 200)

    @Test(arguments: CrashScenario.names) func theSecondRunIsKilledToo(
        _ scenario: String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            for (first, second) in NestedPair.sample(Self.pairs, of: try loop.ordinals()) {
                for failure in try loop.failures(killedAt: first, thenAt: second) {
                    Issue.record("\(failure)")
                }
            }
            try TestSlice.report("nested kills", Self.pairs, scenario)
        }
    }
}
