import Glibc
import StoreModel
import TestSupport
import Testing

/// A signal in the middle of a push of a large file.
@Suite struct InterruptedPushTests {
    @Test(arguments: [SIGINT, SIGTERM]) func leavesNothingAndCanBeRepeated(_ signal: Int32) throws {
        try CommandFixture.with { fixture in
            try Self.makeLargeFile(in: fixture)
            for delay in [0, 40_000, 160_000] as [useconds_t] {
                let child = try StoreBinary.command(
                    ["push", "model", "--model", "qb", "--version", "v1", "--progress", "json"],
                    environment: fixture.environment, directory: fixture.directory
                ).start()
                try Self.waitForLease(of: child, in: fixture)
                usleep(delay)
                child.signal(signal)
                let outcome = try child.wait(timeout: .seconds(30))
                // By the signal itself, which a shell shows as 130 or 143 (docs/cli.md).
                #expect(
                    outcome.ending == .signalled(signal)
                        || outcome.ending == .exited(128 + signal),
                    "\(outcome.ending) \(outcome.errorText)")
                #expect(try Self.names(below: "tmp", in: fixture) == [])
                #expect(try fixture.document("list")["versions"] == [])
                _ = try fixture.run("verify", "--all", "--strict").checked()
            }
            let push = try fixture.document(
                "push", "model", "--model", "qb", "--version", "v1")
            #expect(push["unchanged"] == false)
            #expect(try Self.names(below: "leases", in: fixture) == [])
            #expect(try Self.names(below: "tmp", in: fixture) == [])
            _ = try fixture.run("verify", "--all", "--strict").checked()
            let comparison = ChildCommand(
                "bash", ["-c", "cmp <(\"$0\" cat v1 large) model/large", StoreBinary.path],
                environment: fixture.environment, directory: fixture.directory)
            _ = try comparison.run(timeout: .seconds(60)).checked()
        }
    }

    /// 256 MiB that nothing compresses: a second or more of work.
    private static func makeLargeFile(in fixture: CommandFixture) throws {
        let script = """
            openssl enc -aes-256-ctr -pass pass:1 -nosalt < /dev/zero 2> /dev/null |
                head -c 268435456 > model/large
            """
        _ = try ChildCommand("bash", ["-c", script], directory: fixture.directory)
            .run(timeout: .seconds(60)).checked()
    }

    /// The lease of this child's push is there: it has begun to store.
    private static func waitForLease(
        of child: RunningChild, in fixture: CommandFixture
    ) throws {
        let prefix = "push-\(child.identifier ?? 0)-"
        let deadline = ContinuousClock.now + .seconds(30)
        while try !names(below: "leases", in: fixture).contains(where: { $0.hasPrefix(prefix) }) {
            guard try child.poll() == nil, ContinuousClock.now < deadline else {
                throw TestFailure("the push took no lease: \(try child.wait())")
            }
            usleep(2000)
        }
    }

    private static func names(below place: String, in fixture: CommandFixture) throws -> [String] {
        try ChildCommand("ls", ["-A", fixture.store + "/" + place])
            .run(timeout: .seconds(10)).checked().split(separator: "\n").map(String.init)
    }
}
