import Glibc
import TestSupport
import Testing

/// Workers die while files are opened, read and closed that the kernel reads by itself.
@Suite(
    .serialized,
    .enabled(if: MountPlayground.canPassThrough, "needs root, /dev/fuse and Linux 6.9"))
struct PassthroughDeathTests {
    /// Five deaths a minute are met at once; then the supervisor waits. So ten mounts, one after the
    /// other, and five deaths each.
    @Test func fiftyKilledWorkersAreNotNoticed() throws {
        try MountPlayground.with { playground in
            try playground.shell("mkdir \"$R/big\"; head -c 9000000 /dev/urandom > \"$R/big/f\"")
            try playground.run(["push", playground.root + "/big", "--version", "big"])
            try playground.promote("big")
            var random = SeededRandom(seed: 51)
            var rounds = 0
            for _ in 0..<10 {
                try playground.startMount(["--hydrate", "promote"])
                try HydrationTests.wait(for: 9_000_000, playground)
                var (supervisor, worker) = try WorkerDeathTests.processes(of: playground)
                let root = playground.root
                let readers = try MountReaders(
                    of: playground.mount + "/active/f", original: root + "/big/f",
                    stop: root + "/stop")
                let result = Result {
                    try PassthroughMountTests.wait(forPassedThrough: 1, playground)
                    for _ in 0..<5 {
                        usleep(UInt32(20_000 + random.below(80_000)))
                        kill(worker, SIGKILL)
                        worker = try WorkerDeathUnderReadersTests.worker(
                            of: supervisor, after: worker, playground)
                    }
                    try PassthroughMountTests.wait(forPassedThrough: 1, playground)
                }
                let (read, errors) = try readers.finish()
                try result.get()
                #expect(errors == [])
                rounds += read.reduce(0, +)
                // No record of an open is left over from the workers that died.
                try PassthroughMountTests.wait(forPassedThrough: 0, playground)
                try playground.unmount()
            }
            print("readers of files that are passed through: \(rounds) rounds")
        }
    }
}
