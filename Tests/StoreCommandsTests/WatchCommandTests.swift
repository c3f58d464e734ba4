import Glibc
import StoreModel
import TestSupport
import Testing

/// `store watch`, the binary.
@Suite struct WatchCommandTests {
    private static func start(
        _ fixture: CommandFixture, _ arguments: String...
    ) throws -> RunningChild {
        try StoreBinary.command(
            ["watch", "--model", "qb"] + arguments, environment: fixture.environment,
            directory: fixture.directory
        ).start()
    }

    private static func lines(_ child: RunningChild) throws -> [JSON] {
        try child.outputSoFar().split(separator: 0x0A, omittingEmptySubsequences: true).map {
            try JSONParser.parse(Array($0))
        }
    }

    /// Waits for as many lines, then ends the child with SIGKILL.
    private static func take(_ count: Int, from child: RunningChild) throws -> [JSON] {
        let deadline = ContinuousClock.now + .seconds(60)
        while try lines(child).count < count {
            guard try child.poll() == nil, ContinuousClock.now < deadline else {
                throw TestFailure(
                    "\(try lines(child).count) lines: \(try child.wait(timeout: .zero))")
            }
            usleep(10_000)
        }
        child.signal(SIGKILL)
        _ = try child.wait(timeout: .seconds(30))
        return try lines(child)
    }

    private static func generations(_ lines: [JSON]) -> [Int64] {
        lines.compactMap { $0["generation"]?.integer }
    }

    @Test func everyTransitionIsALineAsInTheLog() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let child = try Self.start(fixture, "--after", "0")
            try fixture.push("v2")
            for id in ["v1", "v2"] {
                _ = try fixture.run("promote", id, "--model", "qb", "-m", "test").checked()
            }
            _ = try fixture.run("rollback", "--model", "qb", "-m", "test").checked()
            let seen = try Self.take(5, from: child)
            let log = try fixture.document("log", "--model", "qb")
            #expect(seen == log["transitions"]?.array?.reversed())
        }
    }

    @Test func withoutAfterOnlyWhatComes() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            // The cursor says where it began, and so when.
            let child = try Self.start(fixture, "--cursor", "cursor")
            try Self.waitFor(fixture.directory + "/cursor")
            try fixture.push("v2")
            #expect(Self.generations(try Self.take(1, from: child)) == [2])
        }
    }

    @Test func aCursorLeavesNoGapWhereverItIsKilled() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            var seen: [Int64] = []
            for round in 1...6 {
                let child = try Self.start(fixture, "--cursor", "cursor", "--after", "0")
                for number in 0..<round % 3 + 1 {
                    _ = try fixture.run(
                        "tag", "t\(round)-\(number)", "v1", "--model", "qb"
                    ).checked()
                }
                seen += Self.generations(try Self.take(1, from: child))
            }
            let rest = try Self.start(fixture, "--cursor", "cursor")
            _ = try fixture.run("tag", "last", "v1", "--model", "qb").checked()
            seen += Self.generations(try Self.take(1, from: rest))
            // A line may come twice: it was printed, and the kill came before the cursor moved.
            let log = try fixture.document("log", "--model", "qb")
            let newest = try #require(log["transitions"]?.array?.first?["generation"]?.integer)
            #expect(zip(seen, seen.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 }, "\(seen)")
            #expect(seen.first == 1 && seen.last.map { $0 >= newest - 1 } == true, "\(seen)")
        }
    }

    @Test func aReaderThatGoesEndsIt() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let script = "\"$0\" watch --model qb --after 0 | head -n 1"
            let outcome = try ChildCommand(
                "bash", ["-c", script, StoreBinary.path], environment: fixture.environment,
                directory: fixture.directory
            ).run(timeout: .seconds(60))
            #expect(outcome.exitCode == 0, "\(outcome.ending) \(outcome.errorText)")
            #expect(try JSONParser.parse(outcome.output)["generation"] == 1)
        }
    }

    @Test func badBeginningsAreRefused() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            try fixture.write("{}", to: "damaged")
            mkdir(fixture.directory + "/place", 0o755)
            for (arguments, exit, says) in [
                (["--after", "9"], 6 as Int32, "ends at generation 1"),
                (["--after", "-1"], 2, "after"),
                (["--cursor", "damaged"], 8, "remove it"),
                (["--cursor", "nowhere/cursor"], 5, "the directory of the cursor"),
                (["--cursor", ".."], 2, "not the name of a file"),
                (["--link", "damaged"], 1, "cannot make the link"),
                (["--link", "place"], 1, "cannot make the link"),
                (["--link", "/"], 2, "not the name of a link"),
            ] {
                let outcome = try fixture.run(["watch", "--model", "qb"] + arguments)
                #expect(
                    outcome.exitCode == exit && outcome.errorText.contains(says),
                    "\(arguments): \(outcome.ending) \(outcome.errorText)")
            }
            #expect(try fixture.run("watch", "--model", "nobody").exitCode == 5)
        }
    }

    @Test func aCursorOfAnotherModelOrStoreIsRefused() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let child = try Self.start(fixture, "--cursor", "cursor", "--after", "0")
            try Self.waitFor(fixture.directory + "/cursor")
            _ = try Self.take(1, from: child)
            _ = try fixture.run("push", "model", "--model", "other").checked()
            let wrong = try fixture.run("watch", "--model", "other", "--cursor", "cursor")
            #expect(wrong.exitCode == 6 && wrong.errorText.contains("of the model qb"))
            try CommandFixture.with { second in
                try second.push("v9")
                let cursor = fixture.directory + "/cursor"
                let outcome = try second.run("watch", "--model", "qb", "--cursor", cursor)
                #expect(outcome.exitCode == 6 && outcome.errorText.contains("another journal"))
            }
        }
    }

    private static func waitFor(_ path: String) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while access(path, F_OK) != 0 {
            guard ContinuousClock.now < deadline else { throw TestFailure("there is no \(path)") }
            usleep(10_000)
        }
    }
}
