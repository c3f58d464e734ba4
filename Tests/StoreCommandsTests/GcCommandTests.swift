import StoreModel
import TestSupport
import Testing

@Suite struct GcCommandTests {
    /// Three versions, v2 of them active.
    static func with(_ body: (CommandFixture) throws -> Void) throws {
        try CommandFixture.with { fixture in
            for number in 1...3 {
                try fixture.write("weights \(number)", to: "model/sub/w.bin")
                try fixture.push("v\(number)")
            }
            _ = try fixture.run("promote", "v2", "-m", "x").checked()
            try body(fixture)
        }
    }

    @Test func theDocumentMatchesItsSchema() throws {
        try Self.with { fixture in
            let schema = try JSONSchema.published("gc")
            let plan = try fixture.document("gc", "--keep-last", "1", "--dry-run")
            #expect(schema.violation(in: plan) == nil, "\(plan.canonicalText)")
            #expect(plan["dry_run"] == true && plan["objects"]?.array?.isEmpty == false)
            let done = try fixture.document("gc", "--keep-last", "1", "--yes")
            #expect(schema.violation(in: done) == nil, "\(done.canonicalText)")
            #expect(done["objects"] == plan["objects"] && done["removed"] == plan["removed"])
            #expect(done["bytes_freed"] == plan["bytes_freed"])
            #expect(done["removed"]?.array?.first?["version"] == "v1")
            let log = try fixture.document("log")
            #expect(log["transitions"]?.array?.first?["action"] == "remove")
            #expect(log["transitions"]?.array?.first?["reason"] == "gc --keep-last 1")
        }
    }

    @Test func removingVersionsNeedsYesOffATerminal() throws {
        try Self.with { fixture in
            let error = try fixture.error("gc", "--keep-last", "1")
            #expect(error["code"] == "E_NEEDS_CONFIRMATION" && error["exit"] == 2)
            #expect(error["fix"] == "pass --yes")
            #expect(try fixture.run("list", "-q").checked().split(separator: "\n").count == 3)
            // Nothing to remove, nothing to confirm.
            #expect(try fixture.run("gc", "--keep-last", "3").exitCode == 0)
            #expect(try fixture.run("gc").exitCode == 0)
            #expect(try fixture.run("gc", "--keep-last", "1", "--yes").exitCode == 0)
            #expect(try fixture.run("list", "-q").checked() == "v3\nv2\n")
        }
    }

    @Test func aRemovedVersionIsNotFound() throws {
        try Self.with { fixture in
            _ = try fixture.run("gc", "--keep-last", "1", "--yes").checked()
            for arguments in [
                ["show", "v1"], ["promote", "v1", "-m", "x"], ["cat", "v1", "config.json"],
                ["verify", "v1"], ["get", "v1", "out"], ["tag", "canary", "v1"],
            ] {
                let outcome = try fixture.run(arguments)
                #expect(outcome.exitCode == 5, "\(arguments): \(outcome.errorText)")
                #expect(outcome.errorText.contains("was removed"))
            }
            let again = try fixture.run("push", "model", "--model", "qb", "--version", "v1")
            #expect(again.exitCode == 6)
            _ = try fixture.run("verify", "--all", "--strict").checked()
        }
    }

    @Test func aDryRunSaysWould() throws {
        try Self.with { fixture in
            let text = try fixture.run("gc", "--keep-last", "1", "--dry-run").checked()
            #expect(text.contains("would remove 1 version and"))
            #expect(text.contains("version\tqb@v1"))
            #expect(try fixture.run("list", "-q").checked().split(separator: "\n").count == 3)
        }
    }

    @Test(arguments: [
        ["--keep-last", "0"], ["--keep-last", "x"], ["--keep-within", "30"],
        ["--keep-within", "1y"], ["v1"],
    ]) func whatMakesNoSenseIsAUsageError(_ arguments: [String]) throws {
        try CommandFixture.with { (fixture: CommandFixture) throws in
            #expect(try fixture.run(["gc"] + arguments).exitCode == 2)
        }
    }

    @Test func onlyTheModelThatIsNamedLosesVersions() throws {
        try Self.with { fixture in
            for number in 1...2 {
                try fixture.write("other \(number)", to: "model/sub/w.bin")
                _ = try fixture.run(
                    "push", "model", "--model", "other", "--version", "w\(number)"
                ).checked()
            }
            _ = try fixture.run("gc", "--keep-last", "1", "--yes", "--model", "other").checked()
            #expect(try fixture.run("list", "-q", "--model", "other").checked() == "w2\n")
            let left = try fixture.run("list", "-q", "--model", "qb").checked()
            #expect(left.split(separator: "\n").count == 3)
        }
    }
}
