import FileIO
import Glibc
import TestSupport
import Testing

/// A push that registers and a sweep that moves objects aside wait for each other (docs/gc.md). The
/// lock of the one is held here; the other is a process, whose trace says that it asks for it.
@Suite struct MeetingTests {
    /// Runs `arguments` while the lock is held; returns how it ended, nil if it waits.
    private static func whileHeld(
        _ mode: FileLockMode, _ loop: CrashLoop, _ arguments: [String]
    ) throws -> (waited: Bool, outcome: TestSupport.ChildOutcome) {
        let store = loop.playground.base
        let trace = loop.playground.root + "/trace"
        var lock = try DirectoryLock.take(
            "leases", in: Directory(path: store), mode, withinMilliseconds: 0)
        #expect(lock != nil)
        let child = try StoreBinary.command(
            arguments + ["--store", store], environment: ["STORE_TRACE": trace]
        ).start()
        var waits = false
        while !waits, try child.poll() == nil {
            // 2 ms: long beside a look at the file, short beside the thirty seconds that it waits.
            usleep(2000)
            waits = try isRefused(trace)
        }
        withExtendedLifetime(lock) {}
        lock = nil
        return (waits, try child.wait(timeout: .seconds(60)))
    }

    /// Whether the process has asked for the lock and did not get it.
    private static func isRefused(_ trace: String) throws -> Bool {
        guard access(trace, R_OK) == 0 else { return false }
        return try TraceEvent.read(trace).contains {
            $0.call == "lock" && $0.subject.hasSuffix("/leases") && $0.errno == Int(EAGAIN)
        }
    }

    @Test func aSweepWaitsForARegistration() throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop("gc", at: path)
            let (waited, outcome) = try Self.whileHeld(.shared, loop, loop.scenario.command)
            #expect(waited)
            _ = try outcome.checked()
            #expect(try loop.problems(loop.playground.base, mustBeDone: true, "in the end") == [])
        }
    }

    @Test func aRegistrationWaitsForASweep() throws {
        try withScratchDirectory { (path: String) throws in
            let loop = try CrashLoop("push", at: path)
            let (waited, outcome) = try Self.whileHeld(.exclusive, loop, loop.scenario.command)
            #expect(waited)
            _ = try outcome.checked()
            #expect(try loop.problems(loop.playground.base, mustBeDone: true, "in the end") == [])
        }
    }
}
