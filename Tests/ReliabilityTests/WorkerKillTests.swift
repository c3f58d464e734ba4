import FileIO
import Glibc
import Synchronization
import TestSupport
import Testing

/// Workers of many mounts are killed, again and again, under readers of each: they see nothing of it.
@Suite(
    .serialized,
    .enabled(if: TestSlice.current == .long, "takes half an hour: tools/crash runs it"),
    .enabled(
        if: geteuid() == 0 && access("/dev/fuse", R_OK | W_OK) == 0, "needs root and /dev/fuse"))
struct WorkerKillTests {
    /// A supervisor waits up to two seconds before it starts the next of many workers; so many mounts
    /// at once.
    static let mounts = 24
    /// Of each mount.
    static let kills = 420

    @Test func tenThousandKilledWorkersAreNotNoticed() throws {
        try withScratchDirectory { (path: String) throws in
            let playground = try CrashPlayground(path)
            try playground.prepare([
                ["init"], CrashScenario.push("v1", "model-1", path),
                ["promote", "v1", "-m", "first"],
            ])
            let mounts = try (0..<Self.mounts).map { number in
                try KilledMount(of: playground, at: path + "/mnt-\(number)")
            }
            let failures = Mutex<[String]>([])
            let threads = try mounts.enumerated().map { number, mount in
                try BlockingThread {
                    do {
                        try mount.kill(Self.kills, seed: TestSlice.seed &* 31 &+ UInt64(number))
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
            for thread in threads { thread.join() }
            for mount in mounts {
                let errors = try mount.end()
                #expect(errors == [])
            }
            #expect(failures.withLock { $0 } == [])
        }
    }
}
