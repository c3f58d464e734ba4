import Glibc
import TestSupport
import Testing

/// Workers die in numbers, by SIGKILL and for want of memory, and readers see nothing of it.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct WorkerDeathUnderReadersTests {
    /// It compresses, so a worker has to unpack it.
    private static let file = "head -c 9000000 /dev/urandom | base64 -w 0 > \"$R/big/f\""

    /// Runs `body` with a store that holds one large file.
    private static func with(_ body: (MountPlayground) throws -> Void) throws {
        try MountPlayground.with { playground in
            try playground.shell("mkdir \"$R/big\"; \(file)")
            try playground.run(["push", playground.root + "/big", "--version", "big"])
            try body(playground)
        }
    }

    /// Runs `body` under readers of the mount; returns what went wrong with them.
    private static func reading(
        _ playground: MountPlayground, _ body: () throws -> Void
    ) throws -> [String] {
        let root = playground.root
        let readers = try MountReaders(
            of: playground.mount + "/versions/big/f", original: root + "/big/f",
            stop: root + "/stop")
        let result = Result { try body() }
        let (rounds, errors) = try readers.finish()
        try result.get()
        print("readers of a mount: \(rounds) rounds")
        return errors
    }

    /// The worker below `supervisor` that comes after `last`; throws when none does in 20 s.
    static func worker(
        of supervisor: Int32, after last: Int32, _ playground: MountPlayground
    ) throws -> Int32 {
        for _ in 0..<2000 {
            let children = try playground.shell("pgrep -P \(supervisor) || true")
            let worker = children.split(separator: "\n").first.flatMap { Int32($0) }
            if let worker, worker != last { return worker }
            usleep(10_000)
        }
        throw TestFailure("no worker after \(last) in 20 s")
    }

    /// Five deaths a minute are met at once; then the supervisor waits. So ten mounts, one after the
    /// other, and five deaths each.
    @Test func fiftyKilledWorkersAreNotNoticed() throws {
        try Self.with { playground in
            var random = SeededRandom(seed: 50)
            for _ in 0..<10 {
                try playground.startMount()
                var (supervisor, worker) = try WorkerDeathTests.processes(of: playground)
                let errors = try Self.reading(playground) {
                    for _ in 0..<5 {
                        usleep(UInt32(20_000 + random.below(80_000)))
                        kill(worker, SIGKILL)
                        worker = try Self.worker(of: supervisor, after: worker, playground)
                    }
                }
                #expect(errors == [])
                try playground.unmount()
            }
        }
    }

    @Test(.enabled(if: MemoryGroup.isPossible, "needs memory cgroups"))
    func workersWithoutMemoryAreReplaced() throws {
        try Self.with { playground in
            // 6 MiB: less than a worker allocates for these readers.
            let group = try MemoryGroup(limit: 6 << 20)
            try playground.startMount()
            var (supervisor, worker) = try WorkerDeathTests.processes(of: playground)
            let errors = try Self.reading(playground) {
                for _ in 0..<4 {
                    try group.add(worker)
                    worker = try Self.worker(of: supervisor, after: worker, playground)
                }
            }
            #expect(errors == [])
            let kills = try group.kills()
            #expect(kills >= 4)
            print("workers killed for want of memory: \(kills)")
            try playground.unmount()
        }
    }

    /// A worker keeps at most 32 MiB of unpacked chunks.
    @Test(.enabled(if: MemoryGroup.isPossible, "needs memory cgroups"))
    func sixtyFourMebibytesAreEnough() throws {
        try Self.with { playground in
            let group = try MemoryGroup(limit: 64 << 20)
            try playground.startMount()
            let (supervisor, worker) = try WorkerDeathTests.processes(of: playground)
            try group.add(supervisor)
            // The next one counts from its start.
            kill(worker, SIGKILL)
            _ = try Self.worker(of: supervisor, after: worker, playground)
            let errors = try Self.reading(playground) { sleep(2) }
            #expect(errors == [])
            let kills = try group.kills()
            #expect(kills == 0)
            try playground.unmount()
        }
    }
}
