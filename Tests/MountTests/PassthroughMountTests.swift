import FileIO
import Glibc
import StoreModel
import TestSupport
import Testing

/// Real mounts whose kernel reads plain files by itself.
@Suite(
    .serialized,
    .enabled(if: MountPlayground.canPassThrough, "needs root, /dev/fuse and Linux 6.9"))
struct PassthroughMountTests {
    /// Runs `body` with a mount of two versions, v1 active, whose large files stand plain: one of them
    /// in a copy, and the other in its pack.
    static func with(_ body: (MountPlayground) throws -> Void) throws {
        try MountPlayground.with { playground in
            for name in ["v1", "v2"] {
                try playground.shell(
                    """
                    mkdir "$R/large-\(name)"; cd "$R/large-\(name)"; echo -n \(name) > id
                    head -c 2000000 /dev/urandom > w; head -c 68000000 /dev/urandom > pack
                    """)
                try playground.run(
                    ["push", playground.root + "/large-" + name, "--version", name])
            }
            try playground.promote("v1")
            try playground.startMount(["--hydrate", "promote"])
            try HydrationTests.wait(for: 70_000_000, playground)
            try body(playground)
        }
    }

    /// What `status` says of the mount, by name.
    static func status(_ playground: MountPlayground) throws -> JSON {
        let text = try playground.run(["status", "--json"])
        let mounts = try JSONParser.parse(Array(text.utf8))["mounts"]?.array
        return try #require(mounts?.first)
    }

    static func passedThrough(_ playground: MountPlayground) throws -> Int64? {
        try status(playground)["files_passed_through"]?.integer
    }

    /// The kernel closes a file some time after its reader does.
    static func wait(forPassedThrough count: Int64, _ playground: MountPlayground) throws {
        for _ in 0..<200 {
            if try passedThrough(playground) == count { return }
            usleep(20_000)
        }
        throw TestFailure("not \(count): \(try status(playground))")
    }

    static func isSame(
        _ file: FileReader, _ name: String, _ playground: MountPlayground
    ) throws -> Bool {
        let original = try FileReader(path: playground.root + "/" + name)
        return try file.readAll(limit: 1 << 28) == original.readAll(limit: 1 << 28)
    }

    /// With the worker stopped nobody else can answer.
    @Test func coldReadsAndMappingsWorkWithoutTheWorker() throws {
        try Self.with { playground in
            let files = try ["w", "pack"].map { name in
                (name, try FileReader(path: playground.mount + "/active/" + name))
            }
            try Self.wait(forPassedThrough: 2, playground)
            #expect(try Self.status(playground)["passthrough"] == "on")
            let worker = try WorkerDeathTests.processes(of: playground).worker
            kill(worker, SIGSTOP)
            defer { kill(worker, SIGCONT) }
            try playground.shell("sync; echo 3 > /proc/sys/vm/drop_caches")
            for (name, file) in files {
                let pages = mmap(nil, 1 << 20, PROT_READ, MAP_SHARED, file.number, 0)
                let byte = pages?.load(fromByteOffset: 99_999, as: UInt8.self)
                munmap(pages, 1 << 20)
                var expected: [UInt8] = [0]
                _ = try expected.withUnsafeMutableBytes { room in
                    try FileReader(path: playground.root + "/large-v1/" + name)
                        .read(at: 99_999, into: room)
                }
                #expect(byte == expected[0])
                #expect(try Self.isSame(file, "large-v1/" + name, playground))
            }
        }
    }

    @Test func aPackThatIsTheFileNeedsNoCopy() throws {
        try Self.with { playground in
            try playground.promote("v2")
            let sizes = try playground.shell(
                "find \"$S/cache/blobs\" -type f -size +10M | wc -l")
            #expect(sizes == "0\n")
            let file = try FileReader(path: playground.mount + "/active/pack")
            try Self.wait(forPassedThrough: 1, playground)
            #expect(try Self.isSame(file, "large-v2/pack", playground))
        }
    }

    /// What was promoted is passed through at its first open, also under a worker that is new: somebody
    /// has hashed it before.
    @Test func theFirstOpenAfterAPromoteAndAfterADeathIsPassedThrough() throws {
        try Self.with { playground in
            try playground.promote("v2")
            let first = try FileReader(path: playground.mount + "/active/w")
            #expect(try Self.passedThrough(playground) == 1)
            kill(try WorkerDeathTests.processes(of: playground).worker, SIGKILL)
            let second = try FileReader(path: playground.mount + "/active/pack")
            #expect(try Self.passedThrough(playground) == 2)
            withExtendedLifetime((first, second)) {}
        }
    }

    /// The kernel knows one backing file for what is open, and the next worker must name that, also
    /// where the file has lost its name.
    @Test func whatIsOpenStaysOpenThroughDeathsRollbacksAndLostCopies() throws {
        try Self.with { playground in
            let path = playground.mount + "/versions/v1/w"
            let first = try FileReader(path: path)
            try playground.promote("v2")
            try playground.shell("rm -r \"$S/cache/blobs\" \"$S/cache/checked\"")
            for _ in 0..<3 {
                kill(try WorkerDeathTests.processes(of: playground).worker, SIGKILL)
                let another = try FileReader(path: path)
                for file in [first, another] {
                    #expect(try Self.isSame(file, "large-v1/w", playground))
                }
                #expect(try Self.passedThrough(playground) == 1)
            }
        }
    }

    @Test func gcLeavesWhatIsPassedThrough() throws {
        try Self.with { playground in
            let file = try FileReader(path: playground.mount + "/versions/v1/pack")
            try playground.promote("v2")
            try playground.promote("v2")
            try playground.run(["tag", "keep", "v2"])
            try playground.run(["gc", "--keep-last", "1", "--yes"])
            try playground.shell("sync; echo 3 > /proc/sys/vm/drop_caches")
            #expect(try Self.isSame(file, "large-v1/pack", playground))
        }
    }

    @Test func aFileThatWasOpenBeforeItsCopyKeepsItsWay() throws {
        try MountPlayground.with { playground in
            try HydrationTests.push("v1", in: playground)
            try playground.startMount(["--hydrate", "open"])
            let path = playground.mount + "/versions/v1/w"
            do {
                let first = try FileReader(path: path)
                try HydrationTests.wait(for: HydrationTests.size, playground)
                let second = try FileReader(path: path)
                #expect(try Self.passedThrough(playground) == 0)
                for file in [first, second] {
                    #expect(try Self.isSame(file, "large-v1/w", playground))
                }
            }
            // The kernel closes them some time later.
            for _ in 0..<200 {
                let file = try FileReader(path: path)
                if try Self.passedThrough(playground) == 1 {
                    #expect(try Self.isSame(file, "large-v1/w", playground))
                    return
                }
                usleep(20_000)
            }
            Issue.record("it is never passed through")
        }
    }

    /// Whoever has another name for a copy may write to it, and no worker would see that.
    @Test func aCopyThatIsLinkedIsNotPassedThrough() throws {
        try Self.with { playground in
            try playground.run(["get", "v1", playground.root + "/got", "--link"])
            // Its inode has changed, so it is hashed again.
            try HydrationTests.touch("v1", playground)
            try HydrationTests.wait(for: 70_000_000, playground)
            let file = try FileReader(path: playground.mount + "/active/w")
            #expect(try Self.passedThrough(playground) == 0)
            #expect(try Self.isSame(file, "large-v1/w", playground))
        }
    }

    @Test func withoutThePolicyTheWorkerReads() throws {
        try MountPlayground.with { playground in
            try HydrationTests.push("v1", in: playground)
            try playground.promote("v1")
            try playground.startMount(["--hydrate", "promote", "--passthrough", "never"])
            try HydrationTests.wait(for: HydrationTests.size, playground)
            let file = try FileReader(path: playground.mount + "/active/w")
            let status = try Self.status(playground)
            #expect(status["passthrough"] == "never")
            #expect(status["files_passed_through"]?.integer == 0)
            #expect(try Self.isSame(file, "large-v1/w", playground))
        }
    }

    /// As a user, in a mount namespace of its own with a /dev/fuse for users
    /// (MountedTreeTests/unprivilegedMountWorks).
    @Test func withoutThePrivilegeTheWorkerReads() throws {
        try MountPlayground.with { playground in
            try HydrationTests.push("v1", in: playground)
            try playground.promote("v1")
            let said = try playground.shell(
                """
                chmod 755 "$R"; cp -r "$S" "$R/theirs"; mkdir "$R/m2"; cp "$STORE" "$R/program"
                chown -R nobody "$R/theirs" "$R/m2"
                unshare -m --propagation slave bash -euo pipefail -c '
                    umount --all --lazy --no-canonicalize --types fuse.store || true
                    mknod -m 666 "$R/fuse" c 10 229
                    mount --bind "$R/fuse" /dev/fuse
                    as() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
                    export HOME="$R" STORE_PATH="$R/theirs"
                    as "$R/program" mount "$R/m2" --hydrate promote
                    for _ in {1..200}; do
                        as "$R/program" status --json >"$R/status"
                        grep -q "\"bytes_hydrated\":2000000" "$R/status" && break
                        sleep 0.05
                    done
                    as cat "$R/m2/active/w" | cmp - "$R/large-v1/w" && echo same
                    as "$R/program" status --json
                    as "$R/program" umount "$R/m2"
                '
                """)
            #expect(said.contains("same\n"))
            #expect(said.contains("\"passthrough\":\"unprivileged\""))
        }
    }
}
