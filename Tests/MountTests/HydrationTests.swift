import FileIO
import Glibc
import StoreModel
import TestSupport
import Testing

/// Real mounts that read from plain copies.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct HydrationTests {
    /// More than the largest chunk, so worth a copy.
    static let size = 2_000_000

    /// Pushes a version of one large random file, `w`, and a small one that says its name.
    static func push(_ name: String, in playground: MountPlayground, size: Int = size) throws {
        let directory = playground.root + "/large-" + name
        _ = try DurableDirectory.makePath(directory)
        try playground.write(directory + "/id", name)
        try playground.shell("head -c \(size) /dev/urandom > \"$R/large-\(name)/w\"")
        try playground.run(["push", directory, "--version", name])
    }

    /// What `status` says that the mount's worker found sound; nil if it does not say.
    static func hydrated(_ playground: MountPlayground) throws -> Int64? {
        let text = try playground.run(["status", "--json"])
        let mounts = try JSONParser.parse(Array(text.utf8))["mounts"]?.array
        return mounts?.first?["bytes_hydrated"]?.integer
    }

    /// Waits for the worker, which makes and hashes copies in its own time.
    static func wait(for bytes: Int, _ playground: MountPlayground) throws {
        for _ in 0..<400 {
            if try hydrated(playground) == Int64(bytes) { return }
            usleep(50_000)
        }
        throw TestFailure(
            "\(bytes) bytes of plain copies did not come: "
                + (try playground.run(["status", "--json"])))
    }

    /// The path of the copy of a version's large file.
    static func copy(_ name: String, _ playground: MountPlayground) throws -> String {
        let sum = try playground.shell("sha256sum < \"$R/large-\(name)/w\"").prefix(64)
        return "\(playground.store)/cache/blobs/\(sum.prefix(2))/\(sum)"
    }

    static func hasCopy(_ name: String, _ playground: MountPlayground) throws -> Bool {
        access(try copy(name, playground), F_OK) == 0
    }

    static func touch(_ name: String, _ playground: MountPlayground) throws {
        try playground.shell("head -c 1 \"$M/versions/\(name)/w\" > \"$R/byte\"")
    }

    static func isSame(_ name: String, _ playground: MountPlayground) throws -> Bool {
        try playground.shell(
            "cmp \"$R/large-\(name)/w\" \"$M/versions/\(name)/w\" 2>&1 && echo same || true"
        ) == "same\n"
    }

    @Test func afterTheFirstOpenAFileIsReadFromItsCopy() throws {
        try MountPlayground.with { playground in
            try Self.push("v1", in: playground, size: 6_000_000)
            try playground.startMount(["--hydrate", "open"])
            try Self.touch("v1", playground)
            try Self.wait(for: 6_000_000, playground)
            try playground.shell(
                """
                find "$S/packs" -name '*.pack' | while read -r pack; do
                    head -c "$(stat -c %s "$pack")" /dev/zero | dd of="$pack" conv=notrunc status=none
                done
                """)
            #expect(try Self.isSame("v1", playground))
            try playground.unmount()
            try playground.startMount()
            #expect(try !Self.isSame("v1", playground), "the packs are damaged indeed")
            try playground.unmount()
            // A new worker hashes the copy before it uses it.
            try playground.startMount(["--hydrate", "open"])
            _ = try Self.isSame("v1", playground)
            try Self.wait(for: 6_000_000, playground)
            #expect(try Self.isSame("v1", playground))
        }
    }

    @Test func aDamagedCopyIsNeverServedAndMadeAnew() throws {
        try MountPlayground.with { playground in
            try Self.push("v1", in: playground)
            try playground.startMount(["--hydrate", "open"])
            try Self.touch("v1", playground)
            try Self.wait(for: Self.size, playground)
            let copy = try Self.copy("v1", playground)
            try playground.unmount()
            try playground.shell(
                "chmod u+w \(copy); printf bad | dd of=\(copy) bs=1 seek=1500000 conv=notrunc "
                    + "status=none")
            try playground.startMount(["--hydrate", "open"])
            #expect(try Self.isSame("v1", playground))
            try Self.wait(for: Self.size, playground)
            try playground.shell("cmp \"$R/large-v1/w\" \(copy)")
        }
    }

    @Test func promoteMakesTheCopyBeforeItCommits() throws {
        try MountPlayground.with { playground in
            try Self.push("v1", in: playground)
            try Self.push("v2", in: playground)
            try playground.promote("v1")
            try playground.startMount(["--hydrate", "promote"])
            try Self.wait(for: Self.size, playground)
            #expect(try Self.hasCopy("v1", playground))
            let trace = playground.root + "/trace"
            _ = try Self.promote("v2", playground, ["STORE_TRACE": trace]).checked()
            let calls = try MountPlayground.text(trace).split(separator: "\n").map(String.init)
            let copied = try #require(calls.firstIndex { $0.contains("/cache/blobs/") })
            let commit = try #require(
                calls.firstIndex { $0.contains("\tlink\t") && $0.contains("@journal") })
            try #require(copied < commit)
            try Self.killOften(from: copied, to: commit + 1, playground)
            try playground.promote("v2")
            #expect(try Self.hasCopy("v2", playground))
            #expect(try Self.isSame("v2", playground))
            try playground.run(["verify", "--all", "--strict"])
        }
    }

    static func promote(
        _ name: String, _ playground: MountPlayground, _ environment: [String: String]
    ) throws -> TestSupport.ChildOutcome {
        try StoreBinary.command(
            ["promote", name, "-m", "test", "--store", playground.store],
            environment: environment.mapValues { $0 }
        ).run(timeout: .seconds(60))
    }

    /// Kills promotes of v2 at every third of some system calls, the last among them, and sees that all
    /// readers are in one version.
    static func killOften(from first: Int, to last: Int, _ playground: MountPlayground) throws {
        var uncommitted = 0
        for ordinal in stride(from: last, through: first, by: -3) {
            if try playground.read("active/id") == "v2" {
                try playground.run(["rollback", "-m", "again"])
            }
            try playground.shell("rm -rf \"$S\"/cache/blobs")
            let outcome = try promote("v2", playground, ["STORE_FAULT": "op=\(ordinal):kill"])
            // Threads take their turns as they come, so a promote may also be over before the call.
            #expect([.signalled(SIGKILL), .exited(0)].contains(outcome.ending), "at \(ordinal)")
            let active = try playground.run(["active", "-q"]).split(separator: "\n").first
            #expect(try playground.read("active/id") == active.map(String.init) ?? "")
            if active == "v1", try hasCopy("v2", playground) { uncommitted += 1 }
        }
        #expect(uncommitted > 0, "some promote was killed between the copy and the commit")
    }

    @Test(arguments: ["open", "never"])
    func otherPoliciesMakeNothingAtPromote(_ policy: String) throws {
        try MountPlayground.with { playground in
            try Self.push("v1", in: playground)
            try playground.startMount(["--hydrate", policy])
            try playground.promote("v1")
            #expect(try !Self.hasCopy("v1", playground))
            #expect(try Self.hydrated(playground) == (policy == "open" ? 0 : nil))
        }
    }

    @Test func theBudgetHoldsAndWhatIsActiveStays() throws {
        try MountPlayground.with { playground in
            let names = ["v1", "v2", "v3", "v4"]
            for name in names { try Self.push(name, in: playground) }
            try playground.promote("v1")
            try playground.startMount(["--hydrate", "open", "--cache-size", "\(3 * Self.size)"])
            for (number, name) in ["v1", "v2", "v3", "v2"].enumerated() {
                try Self.touch(name, playground)
                try Self.wait(for: min(number + 1, 3) * Self.size, playground)
            }
            // The kernel closes a file some time after its reader does, and this is a new open.
            usleep(200_000)
            try Self.touch("v2", playground)
            try Self.touch("v4", playground)
            for _ in 0..<400 where try !Self.hasCopy("v4", playground) { usleep(50_000) }
            #expect(
                try names.map { try Self.hasCopy($0, playground) } == [true, true, false, true])
            for name in names { #expect(try Self.isSame(name, playground)) }
        }
    }

    @Test func aWorkerThatDiesWhileItCopiesLeavesNothing() throws {
        try MountPlayground.with { playground in
            try Self.push("v1", in: playground, size: 60_000_000)
            try playground.startMount(["--hydrate", "open"])
            for _ in 0..<3 {
                try Self.touch("v1", playground)
                usleep(30_000)
                kill(try WorkerDeathTests.processes(of: playground).worker, SIGKILL)
            }
            #expect(try Self.isSame("v1", playground))
            try Self.touch("v1", playground)
            try Self.wait(for: 60_000_000, playground)
            #expect(try Self.isSame("v1", playground))
            #expect(try playground.shell("ls -A \"$S/tmp\"") == "")
        }
    }
}
