import Glibc
import TestSupport
import Testing

/// A signal in the middle of a get of a large file.
@Suite struct InterruptedGetTests {
    /// Long enough to be met in the middle: sparse here, and many small chunks of one kind there.
    private static func withVersion(_ body: (CommandFixture) throws -> Void) throws {
        try CommandFixture.with { fixture in
            let path = fixture.model + "/large"
            try fixture.write("x", to: "model/large")
            guard truncate(path, 256 << 20) == 0 else { throw TestFailure.system("truncate") }
            try fixture.push("v1")
            unlink(path)
            try body(fixture)
        }
    }

    private static func names(_ fixture: CommandFixture) throws -> [String] {
        let known = ["model", "runtime", "store"]
        return try ChildCommand("ls", ["-A"], directory: fixture.directory).run().checked()
            .split(separator: "\n").map(String.init).filter { !known.contains($0) }
    }

    /// Starts `get` and sends it `signal` as soon as its half-made tree is there.
    private static func interrupt(
        _ signal: Int32, _ arguments: [String], in fixture: CommandFixture
    ) throws -> ChildOutcome {
        let child = try StoreBinary.command(
            ["get", "v1", "out"] + arguments, environment: fixture.environment,
            directory: fixture.directory
        ).start()
        while try names(fixture).isEmpty {
            if try child.poll() != nil { break }
            usleep(1000)
        }
        child.signal(signal)
        return try child.wait(timeout: .seconds(60))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func leavesNothing(_ signal: Int32) throws {
        try Self.withVersion { fixture in
            let outcome = try Self.interrupt(signal, [], in: fixture)
            // By the signal itself, which a shell shows as 130 or 143 (docs/cli.md).
            #expect(outcome.ending == .signalled(signal), "\(outcome.ending) \(outcome.errorText)")
            #expect(try Self.names(fixture) == [])
        }
    }

    @Test func leavesNothingWhileItMakesPlainCopies() throws {
        try Self.withVersion { fixture in
            let outcome = try Self.interrupt(SIGTERM, ["--link"], in: fixture)
            #expect(outcome.ending == .signalled(SIGTERM), "\(outcome.ending)")
            #expect(try Self.names(fixture) == [])
        }
    }

    @Test func whatAKillLeftTheNextOneRemoves() throws {
        try Self.withVersion { fixture in
            let outcome = try Self.interrupt(SIGKILL, [], in: fixture)
            #expect(outcome.ending == .signalled(SIGKILL))
            let left = try Self.names(fixture)
            #expect(left.count == 1 && left[0].hasPrefix(".out.partial-"), "\(left)")
            _ = try fixture.run("get", "v1", "out").checked()
            #expect(try Self.names(fixture) == ["out"])
        }
    }

    /// nohup(1) has it ignore SIGHUP, and then it does.
    @Test func whatItWasToldToIgnoreDoesNotStopIt() throws {
        try Self.withVersion { fixture in
            let script = """
                trap '' HUP
                "$0" get v1 out & child=$!
                while [ -z "$(ls -d .out.partial-* 2> /dev/null)" ] && kill -0 $child; do :; done
                kill -HUP $child
                wait $child
                """
            _ = try ChildCommand(
                "bash", ["-c", script, StoreBinary.path], environment: fixture.environment,
                directory: fixture.directory
            ).run(timeout: .seconds(60)).checked()
            #expect(try Self.names(fixture) == ["out"])
        }
    }
}
