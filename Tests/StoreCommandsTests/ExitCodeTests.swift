import Glibc
import StoreModel
import TestSupport
import Testing

/// Which situation is which exit code (docs/cli.md).
@Suite struct ExitCodeTests {
    private func expect(
        _ fixture: CommandFixture, _ exit: Int32, _ arguments: String...,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let outcome = try fixture.run(arguments)
        #expect(
            outcome.exitCode == exit, "\(arguments): \(outcome.errorText)", sourceLocation: location
        )
        if exit > 1 { #expect(!outcome.errors.isEmpty, sourceLocation: location) }
    }

    @Test func usageIsTwo() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            try expect(fixture, 2, "nonsense")
            try expect(fixture, 2, "push")
            try expect(fixture, 2, "promote", "v1")
            try expect(fixture, 2, "promote", "v1", "-m", " ")
            try expect(fixture, 2, "show", "a b")
            try expect(fixture, 2, "show", "#0")
            try expect(fixture, 2, "show", "active@{yesterday}")
            try expect(fixture, 2, "push", "model", "--version", "../x")
            try expect(fixture, 2, "push", "model", "--model", "a/../b")
            try expect(fixture, 2, "push", "model", "--version", "latest")
            try expect(fixture, 2, "push", "model", "--metric", "r2")
            try expect(fixture, 2, "push", "model", "--created", "soon")
            try expect(fixture, 2, "list", "--where", "r2")
            try expect(fixture, 2, "list", "--nonsense")
            try expect(fixture, 2, "tag", "active", "v1")
            try expect(fixture, 2, "tag", "x")
            try expect(fixture, 2, "rollback", "-m", "x", "--to", "v1", "--steps", "1")
            try expect(fixture, 2, "rollback", "-m", "x", "--steps", "0")
            try expect(fixture, 2, "exec", "v1")
            try expect(fixture, 2, "completions", "tcsh")
            try expect(fixture, 2, "verify", "v1", "--all")
        }
    }

    @Test func notFoundIsFive() throws {
        try CommandFixture.with { fixture in
            try expect(fixture, 5, "show", "v1")
            try fixture.push("v1")
            try expect(fixture, 5, "show", "v2")
            try expect(fixture, 5, "show", "nope@v1")
            try expect(fixture, 5, "list", "--model", "nope")
            try expect(fixture, 5, "active")
            try expect(fixture, 5, "rollback", "-m", "x")
            try expect(fixture, 5, "cat", "v1", "nope")
            try expect(fixture, 5, "push", "nowhere")
            try expect(fixture, 5, "tag", "--delete", "canary")
            try expect(fixture, 5, "promote", "v1", "-m", "x", "--if-current", "v9")
        }
    }

    @Test func conflictIsSix() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1", "--promote")
            try fixture.write("other", to: "model/sub/w.bin")
            try expect(fixture, 6, "push", "model", "--model", "qb", "--version", "v1")
            try fixture.push("v2")
            try expect(fixture, 6, "promote", "v2", "-m", "x", "--if-current", "v2")
            try expect(fixture, 6, "tag", "v1", "v2")
            _ = try fixture.run("tag", "canary", "v1").checked()
            try expect(fixture, 6, "push", "model", "--model", "qb", "--version", "canary")
        }
    }

    @Test func otherCodes() throws {
        try CommandFixture.with { fixture in
            try expect(fixture, 1, "init")
            try expect(fixture, 10, "list", "--store", "nowhere")
            try expect(fixture, 10, "push", "model", "--store", "nowhere")
            try fixture.push("v1")
            try expect(fixture, 0, "diff", "v1", "v1")
            mkdir(fixture.directory + "/full", 0o755)
            try fixture.write("x", to: "full/x")
            try expect(fixture, 1, "get", "v1", "full")
            try expect(fixture, 127, "exec", "v1", "--", "no-such-command")
        }
    }

    @Test func helpIsZero() throws {
        try CommandFixture.with { fixture in
            for verb in ["push", "list", "mount", "exec", "register", "switch"] {
                let help = try fixture.run(verb, "--help").checked()
                #expect(help.contains("USAGE: store"))
                let examples = try #require(help.firstRange(of: "\n\nstore "))
                let lines = help[examples.upperBound...].split(separator: "\n")
                #expect(lines[1].hasPrefix("store "))
            }
            try expect(fixture, 0, "--help")
            #expect(try fixture.run("--version").checked().hasPrefix("store "))
        }
    }
}
