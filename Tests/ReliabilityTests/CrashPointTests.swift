import TestSupport
import Testing

/// SIGKILL and errors at every system call of every verb that writes, in the long campaign. With
/// STORE_TEST_SLICE unset, SIGKILL at every call of push, promote and rollback, else at every third;
/// an error at every third; of the scenarios that are variations of others, every seventh.
@Suite struct CrashPointTests {
    /// One after the other, so that each call sees an error and each error is seen by many calls.
    static let errors = CrashLoop.meanings.keys.sorted()

    /// The heart of the store: killed at every call in every run.
    static let heart: Set<String> = ["push", "promote", "rollback"]

    static func step(_ scenario: String, _ thorough: Int) -> Int {
        let isThorough = CrashScenario.thorough.contains(scenario)
        return TestSlice.amount(quick: 14, standard: isThorough ? thorough : 7, long: 1)
    }

    static func run(
        _ scenario: String, _ what: String, _ detail: String, step thorough: Int = 3,
        _ effect: (Int) -> String
    ) throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let count = try loop.ordinals()
            #expect(count >= 30, "a refactor must not go around the seam")
            // Threads make the number of calls vary a little from run to run.
            let ordinals = TestSlice.ordinals(of: count + 3, step: step(scenario, thorough))
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
        let step = Self.heart.contains(scenario) ? 1 : 3
        try Self.run(scenario, "crash points", "kill", step: step) { _ in "kill" }
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
