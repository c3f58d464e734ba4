import Glibc
import Hashing
import StoreModel
import TestSupport
import Testing

/// A manifest that came from elsewhere is hostile: refused with 8 by all that read it, and nothing
/// is written outside of what was asked for.
@Suite struct HostileManifestTests {
    /// Paths that stand in place of the first file's, with what the refusal says of them.
    static let paths: [(String, String)] = [
        ("../evil", "'..'"), ("a/../../evil", "'..'"), ("..", "'..'"), ("sub/../../evil", "'..'"),
        ("./evil", "'.'"), ("a/./evil", "'.'"), ("/evil", "absolute"), ("//evil", "absolute"),
        ("/", "absolute"), ("", "empty"), ("a//evil", "empty component"), ("a/", "empty component"),
        ("a\\..\\evil", "backslash"), ("a\u{0}evil", "NUL"), ("a\u{7}evil", "U+0007"),
        ("a\u{202E}live", "U+202E"), (String(repeating: "n", count: 256), "255 bytes"),
        (String(repeating: "a/", count: 64) + "evil", "64 directories"),
        (String(repeating: "nnnnnnn/", count: 600) + "evil", "4096"),
    ]

    @Test(arguments: paths) func aPathThatLeadsElsewhere(_ path: String, _ reason: String) throws {
        try HostileStore.with {
            Self.replaceFiles(&$0) { files in
                files[0]["path"] = .string(path)
                files.sort { left, right in  // in order, so that the path alone is wrong
                    ManifestPath.precedes(
                        left["path"]?.string ?? "", right["path"]?.string ?? "")
                }
            }
        } _: { hostile in
            try Self.expectRefusals(hostile, saying: reason)
        }
    }

    /// How else a list of files can lie, with what the refusal says.
    static let lists: [(String, @Sendable (inout [[String: JSON]]) -> Void)] = [
        ("duplicate", { $0.append($0[$0.count - 1]) }),
        ("out of byte order", { $0.swapAt(0, 1) }),
        (
            "config.json",
            { files in  // a file, and a directory of the same name
                var below = files[0]
                below["path"] = "config.json/evil"
                files.insert(below, at: 1)
            }
        ),
        (
            "CONFIG.JSON",
            { files in  // the same name to a file system that folds case
                var twin = files[0]
                twin["path"] = "CONFIG.JSON"
                files.insert(twin, at: 0)
            }
        ),
        ("size", { $0[0]["size"] = -1 }),
        (
            "2^53",
            { files in
                for index in files.indices { files[index]["size"] = 9_007_199_254_740_991 }
            }
        ),
        ("sha256", { $0[0]["sha256"] = "../../../etc/passwd" }),
        ("empty", { $0[0]["size"] = 0 }),
        ("owner", { $0[0]["owner"] = "root" }),
    ]

    @Test(arguments: lists.indices) func aListThatLies(_ index: Int) throws {
        let (reason, spoil) = Self.lists[index]
        try HostileStore.with {
            Self.replaceFiles(&$0, spoil)
        } _: { hostile in
            try Self.expectRefusals(hostile, saying: reason)
        }
    }

    /// Members of the document, with what the refusal says.
    @Test(arguments: [
        ("directories", JSON.array(["../evil"]), "'..'"),
        ("directories", .array(["sub"]), "sub"), ("model", "../qb", "model"),
        ("model", "other", "other"), ("version", "../v1", "version"), ("version", "v2", "v2"),
        ("schema", "store.manifest/2", "schema"), ("unheard_of", true, "unheard_of"),
        ("created", "yesterday", "created"),
    ])
    func aMemberThatIsWrong(_ name: String, _ value: JSON, _ reason: String) throws {
        try HostileStore.with {
            $0[name] = value
        } _: { hostile in
            try Self.expectRefusals(hostile, saying: reason)
        }
    }

    /// The store that `HostileStore` makes is a good one if nothing is spoilt.
    @Test func theStoreIsOtherwiseInOrder() throws {
        try HostileStore.with {
            $0["description"] = "by hand"
        } _: { hostile in
            let shown = try hostile.commands.document("show", "v1")
            #expect(shown["description"] == "by hand")
            _ = try hostile.commands.run("verify", "--all").checked()
            _ = try hostile.commands.run("get", "v1", "out").checked()
        }
    }

    @Test(.enabled(if: access("/dev/fuse", R_OK | W_OK) == 0, "needs /dev/fuse"))
    func aMountShowsNothingOfIt() throws {
        try HostileStore.with {
            Self.replaceFiles(&$0) { files in files[0]["path"] = "../evil" }
        } _: { hostile in
            let fixture = hostile.commands
            mkdir(fixture.directory + "/mnt", 0o755)
            // A daemon that is asked to end does so within ten seconds, whatever the test did.
            defer { _ = try? fixture.run("umount", "--lazy", "mnt") }
            _ = try fixture.run("mount", "mnt", "--model", "qb").checked()
            for path in ["versions/v1", "versions/v1/sub/w.bin", "refs/latest/config.json"] {
                errno = 0
                #expect(open(fixture.directory + "/mnt/" + path, O_RDONLY | O_CLOEXEC) == -1)
                #expect(errno == EIO, "\(path): \(String(cString: strerror(errno)))")
            }
            // The next push is not held up by it.
            try fixture.push("v2", "--promote")
            #expect(access(fixture.directory + "/mnt/active/sub/w.bin", R_OK) == 0)
        }
    }

    private static func replaceFiles(
        _ manifest: inout [String: JSON], _ spoil: (inout [[String: JSON]]) -> Void
    ) {
        var files: [[String: JSON]] = []
        for case .object(let members) in manifest["files"]?.array ?? [] { files.append(members) }
        spoil(&files)
        manifest["files"] = .array(files.map(JSON.object))
    }

    /// All that read the manifest refuse it with 8, and the verdict of `verify` names it.
    private static func expectRefusals(_ hostile: HostileStore, saying reason: String) throws {
        let fixture = hostile.commands
        let before = try names(in: fixture)
        for arguments in [
            ["list"], ["show", "v1"], ["get", "v1", "out"], ["cat", "v1", "config.json"],
            ["cat", "v1", "../evil"], ["diff", "v1", "v1"], ["promote", "v1", "-m", "x"],
            ["verify", "v1"], ["verify", "--all"], ["exec", "v1", "--", "true"],
        ] {
            let outcome = try fixture.run(arguments)
            #expect(outcome.exitCode == 8, "\(arguments): \(outcome.ending) \(outcome.errorText)")
            #expect(!outcome.errors.isEmpty, "\(arguments)")
        }
        #expect(
            try fixture.run("verify", "--all", "--repair").exitCode == 3, "nothing can mend it")
        let error = try fixture.error("show", "v1")
        #expect(error["code"] == "E_INTEGRITY")
        #expect(error["message"]?.string?.contains(reason) ?? false, "\(error)")
        let report = try fixture.document("verify", "--all", exit: 8)
        #expect(report["problems"]?.array?.isEmpty == false)
        #expect(try names(in: fixture) == before)
    }

    /// Everything beside the store.
    private static func names(in fixture: CommandFixture) throws -> String {
        try ChildCommand(
            "find", [".", "-path", "./store", "-prune", "-o", "-print"],
            directory: fixture.directory
        ).run(timeout: .seconds(20)).checked()
    }
}
