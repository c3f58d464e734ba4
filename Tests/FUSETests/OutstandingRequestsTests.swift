import FUSE
import FileIO
import Glibc
import Synchronization
import TestSupport
import Testing

/// Requests whose serving thread does not come back.
@Suite("Patience on real mounts (need root and /dev/fuse)", .enabled(if: TestMount.isPossible))
struct OutstandingRequestsTests {
    /// Runs `body` on a mount in which every lookup waits until the end.
    private func withStalledMount(
        _ patience: Patience, threads: Int = 4, _ body: (TestMount) throws -> Void
    ) throws {
        let isOver = Atomic<Bool>(false)
        let fileSystem = MemoryFileSystem(beforeLookup: {
            while !isOver.load(ordering: .relaxed) { usleep(10_000) }
        })
        let mount = try TestMount()
        try mount.serve(fileSystem, patience: patience, threads: threads)
        let result = Result { try body(mount) }
        isOver.store(true, ordering: .relaxed)
        try mount.end()
        try result.get()
    }

    @Test func aReaderThatIsKilledEndsWithinASecond() throws {
        try withStalledMount(.standard) { mount in
            let reader = try ChildCommand("stat", [mount.path + "/greeting"]).start()
            usleep(300_000)
            #expect(try reader.poll() == nil, "it waits")
            let start = Self.milliseconds()
            reader.signal(SIGKILL)
            _ = try reader.wait(timeout: .seconds(20))
            #expect(Self.milliseconds() - start < 2000)
        }
    }

    @Test func aRequestThatIsNotAnsweredEndsAtItsDeadline() throws {
        try withStalledMount(Patience(deadline: 300, afterInterrupt: 100)) { mount in
            let outcome = try ChildCommand("stat", [mount.path + "/greeting"]).run(
                timeout: .seconds(20))
            #expect(outcome.errorText.contains("Input/output error"), "\(outcome.errorText)")
        }
    }

    /// More stuck requests than threads: the ones behind them are taken all the same.
    @Test func requestsBehindStuckThreadsHaveADeadlineToo() throws {
        try withStalledMount(Patience(deadline: 1500, afterInterrupt: 100), threads: 2) { mount in
            let readers = try (0..<4).map { number in
                try ChildCommand("stat", [mount.path + "/nobody-\(number)"]).start()
            }
            for reader in readers {
                let outcome = try reader.wait(timeout: .seconds(20))
                #expect(outcome.errorText.contains("Input/output error"), "\(outcome.errorText)")
            }
        }
    }

    private static func milliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}
