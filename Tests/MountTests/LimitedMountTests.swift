import TestSupport
import Testing

/// A mount whose processes may open few files, or write short ones: it works, or says why not.
@Suite(
    .serialized, .enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct LimitedMountTests {
    /// Mounts under `limit`, reads all of a version of many files and packs, and unmounts.
    static func serves(_ limit: String) throws -> TestSupport.ChildOutcome {
        var found: TestSupport.ChildOutcome?
        try MountPlayground.with { playground in
            for version in ["v1", "v2", "v3", "v4"] { try playground.push(version) }
            let outcome = try ChildCommand(
                "bash",
                [
                    "-c", "ulimit \(limit); exec \"$0\" mount \"$1\" --store \"$2\"",
                    StoreBinary.path, playground.mount, playground.store,
                ]
            ).run(timeout: .seconds(60))
            found = outcome
            guard outcome.ending == .exited(0) else { return }
            playground.mountIsThere()
            for version in ["v1", "v2", "v3", "v4"] {
                try playground.shell(
                    "diff -r \"$R/model-\(version)\" \"$M/versions/\(version)\"")
            }
            try playground.unmount()
        }
        guard let found else { throw TestFailure("nothing was run") }
        return found
    }

    @Test(arguments: ["-n 64", "-n 32", "-f 1", "-f 64"]) func itServes(_ limit: String) throws {
        let outcome = try Self.serves(limit)
        #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
    }

    @Test(arguments: [16, 12, 8, 6]) func orItSaysWhyNot(_ count: Int) throws {
        let outcome = try Self.serves("-n \(count)")
        guard outcome.ending != .exited(0) else { return }
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("Too many open files"), "\(outcome.errorText)")
    }
}
