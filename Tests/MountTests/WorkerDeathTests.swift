import FileIO
import Glibc
import StoreModel
import Synchronization
import TestSupport
import Testing

/// What happens to a mount when its processes die.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct WorkerDeathTests {
    /// Process ids of the mount's worker and supervisor. The supervisor of a mount that was there just
    /// before may still be ending, without a worker; it is gone within 10 s (cli.md).
    static func processes(of playground: MountPlayground) throws -> (
        supervisor: Int32, worker: Int32
    ) {
        var text = ""
        for _ in 0..<200 {
            text = try playground.run(["status", "--json"])
            let mounts = try JSONParser.parse(Array(text.utf8))["mounts"]?.array ?? []
            for mount in mounts {
                let supervisor = Int32(mount["pid"]?.integer ?? 0)
                let children = try playground.shell("pgrep -P \(supervisor) || true")
                let worker = children.split(separator: "\n").first.flatMap { Int32($0) }
                if supervisor > 1, let worker { return (supervisor, worker) }
            }
            usleep(50_000)
        }
        throw TestFailure("no worker in \(text)")
    }

    @Test func aKilledWorkerIsReplaced() throws {
        try MountPlayground.with { playground in
            try playground.shell("mkdir \"$R/big\"; head -c 300000000 /dev/urandom > \"$R/big/f\"")
            try playground.run(["push", playground.root + "/big", "--version", "big"])
            try playground.startMount()
            let expected = try playground.shell("sha256sum < \"$R/big/f\"")
            let isDone = Atomic<Bool>(false)
            let wrong = Mutex<[String]>([])
            let mount = playground.mount
            let reader = try BlockingThread {
                while !isDone.load(ordering: .relaxed) {
                    // A reader that cannot be run is a failure below.
                    let outcome = try? ChildCommand(
                        "bash", ["-c", "sha256sum < \"$0\"", mount + "/versions/big/f"]
                    ).run(timeout: .seconds(60))
                    if outcome?.outputText != expected {
                        wrong.withLock { $0.append(outcome?.errorText ?? "no reader") }
                    }
                }
            }
            for _ in 0..<8 {
                usleep(200_000)
                kill(try Self.processes(of: playground).worker, SIGKILL)
            }
            usleep(300_000)
            isDone.store(true, ordering: .relaxed)
            reader.join()
            #expect(wrong.withLock { $0 } == [])
        }
    }

    @Test func aCrashedWorkerIsReplaced() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            kill(try Self.processes(of: playground).worker, SIGSEGV)
            let reader = try ChildCommand("cat", [playground.mount + "/versions/v1/deep/id"])
                .run(timeout: .seconds(20))
            #expect(reader.outputText == "v1")
        }
    }

    @Test func openHandlesOutliveTheWorker() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.push("v2")
            try playground.promote("v1")
            try playground.startMount()
            let file = try FileReader(path: playground.mount + "/active/deep/id")
            let directory = try Directory(path: playground.mount + "/active/deep")
            try playground.promote("v2")
            kill(try Self.processes(of: playground).worker, SIGKILL)
            #expect(try file.readAll(limit: 9) == Array("v1".utf8))
            let below = try directory.openEntry(Array("er/id".utf8)).readAll(limit: 9)
            #expect(below == Array("v1".utf8))
            #expect(try directory.entries().count == 2)
            #expect(try playground.read("active/id") == "v2")
        }
    }

    @Test func aMountWhoseSupervisorWasKilledIsReplacedByTheNext() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let (supervisor, worker) = try Self.processes(of: playground)
            kill(supervisor, SIGKILL)
            // It dies with its supervisor; until then the mount is alive.
            for _ in 0..<1000 where kill(worker, 0) == 0 { usleep(10_000) }
            try playground.startMount()
            #expect(try playground.read("versions/v1/id") == "v1")
            #expect(try playground.shell("grep -c \" $M \" /proc/self/mountinfo") == "1\n")
        }
    }

    @Test func terminatingTheSupervisorDetachesTheMount() throws {
        try MountPlayground.with { playground in
            try playground.push("v1")
            try playground.startMount()
            let supervisor = try Self.processes(of: playground).supervisor
            kill(supervisor, SIGTERM)
            var waited = 0
            while kill(supervisor, 0) == 0, waited < 100 {
                usleep(100_000)
                waited += 1
            }
            #expect(waited < 100, "it ends within 10 s")
            let left = try playground.shell("grep -c \" $M \" /proc/self/mountinfo || true")
            #expect(left == "0\n")
        }
    }
}
