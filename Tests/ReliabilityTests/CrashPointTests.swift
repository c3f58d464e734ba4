import Glibc
import TestSupport
import Testing

/// SIGKILL and errors at every system call of every verb that writes: all of them with
/// STORE_TEST_SLICE unset, every seventh with STORE_TEST_SLICE=quick.
@Suite struct CrashPointTests {
    static let stride: Int = {
        guard let slice = getenv("STORE_TEST_SLICE"), String(cString: slice) == "quick" else {
            return 1
        }
        return 7
    }()

    static func run(_ scenario: String, _ effect: String) throws {
        try withTemporaryDirectory { (path: String) throws in
            let loop = try CrashLoop(scenario, at: path)
            let count = try loop.ordinals()
            #expect(count >= 30, "a refactor must not go around the seam")
            var points = 0
            // Threads make the number of calls vary a little from run to run.
            for ordinal in Swift.stride(from: 1, through: count + 3, by: stride) {
                for failure in try loop.failures(with: "op=\(ordinal):\(effect)") {
                    Issue.record("\(failure)")
                }
                points += 1
            }
            print("crash points: \(scenario) \(effect): \(points) of \(count) system calls")
        }
    }

    @Test(arguments: CrashScenario.names) func killedBeforeAnySystemCall(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "kill")
    }

    @Test(arguments: ["push", "promote"]) func killedAfterAnySystemCall(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "killafter")
    }

    @Test(arguments: CrashScenario.names) func anyCallFailsWithAnInputOutputError(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "eio")
    }

    @Test(arguments: ["push", "promote"]) func anyCallFindsTheDiskFull(
        _ scenario: String
    ) throws {
        try Self.run(scenario, "enospc")
    }
}
