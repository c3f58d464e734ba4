import TestSupport
import Testing

/// SIGKILL and errors at every system call of every verb that writes: all of them with
/// STORE_TEST_SLICE unset, every seventh with STORE_TEST_SLICE=quick; of the scenarios that are
/// variations of others, every fifth.
@Suite struct CrashPointTests {
    /// One after the other, so that each call sees an error and each error is seen by many calls.
    static let errors = CrashLoop.meanings.keys.sorted()

    static func step(_ scenario: String) -> Int {
        let isThorough = CrashScenario.thorough.contains(scenario)
        return TestSlice.amount(quick: 7, standard: isThorough ? 1 : 5, long: 1)
    }

    static func run(
        _ scenario: String, _ what: String, _ detail: String, _ effect: (Int) -> String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let count = try loop.ordinals()
            #expect(count >= 30, "a refactor must not go around the seam")
            // Threads make the number of calls vary a little from run to run.
            let ordinals = TestSlice.ordinals(of: count + 3, step: step(scenario))
            for (turn, ordinal) in ordinals.enumerated() {
                for failure in try loop.failures(with: "op=\(ordinal):\(effect(turn))") {
                    Issue.record("\(failure)")
                }
            }
            try TestSlice.report(what, ordinals.count, "\(scenario) \(detail), \(count) calls")
        }
    }

    @Test(arguments: CrashScenario.names) func killedBeforeAnySystemCall(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "crash points", "kill") { _ in "kill" }
    }

    @Test(arguments: ["push", "promote"]) func killedAfterAnySystemCall(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "crash points", "killafter") { _ in "killafter" }
    }

    @Test(arguments: CrashScenario.names) func anyCallFails(_ scenario: String) throws {
        try Self.run(scenario, "injected errors", "each error in turn") { turn in
            Self.errors[Int((UInt64(turn) + TestSlice.seed) % UInt64(Self.errors.count))]
        }
    }

    @Test(arguments: ["push", "promote"]) func anyCallFindsTheDiskFull(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "injected errors", "enospc") { _ in "enospc" }
    }
}
