import StoreModel
import TestSupport
import Testing

/// Policies from the command line: documents, exit codes, what is recorded.
@Suite struct PolicyCommandTests {
    private static let policy = """
        schema: store.policy/1
        gates:
        - {name: r2, metric: r2, at_least: 0.85, overridable: true}
        """

    private func check(_ document: JSON, _ name: String) throws {
        #expect(document["schema"]?.string == "store.\(name)/1")
        let schema = try JSONSchema.published(name)
        #expect(schema.violation(in: document) == nil, "\(document.canonicalText)")
    }

    @Test func documentsMatchTheirSchemas() throws {
        try CommandFixture.with { fixture in
            try fixture.write(Self.policy, to: "policy.yaml")
            try fixture.push("v1", "--metric", "r2=0.9")
            try fixture.push("v2", "--metric", "r2=0.8")
            let policySchema = try JSONSchema.published("policy")
            let valid = try fixture.document("policy", "validate", "policy.yaml")
            try check(valid, "policy-validate")
            #expect(try policySchema.violation(in: #require(valid["policy"])) == nil)
            try check(fixture.document("policy", "show"), "policy-show")
            let set = try fixture.document("policy", "set", "policy.yaml", "-m", "why")
            try check(set, "policy-set")
            #expect(set["digest"] == valid["digest"] && set["generation"] == 3)
            try check(
                fixture.document("policy", "set", "policy.yaml", "-m", "all", "--store-wide"),
                "policy-set")
            let shown = try fixture.document("policy", "show")
            try check(shown, "policy-show")
            #expect(shown["policies"]?.array?.map { $0["scope"] } == ["model", "store"])
            let promoted = try fixture.document(
                "promote", "v2", "-m", "why", "--override-gate", "r2")
            try check(promoted, "promote")
            #expect(
                promoted["gates"]?.array?.map { $0["verdict"] } == ["overridden", "overridden"])
            try check(fixture.document("show", "v2"), "show")
            try check(fixture.document("active"), "active")
            try check(fixture.document("status"), "status")
            try check(fixture.document("policy", "clear", "-m", "done"), "policy-set")
            let log = try fixture.document("policy", "log")
            try check(log, "policy-log")
            #expect(log["transitions"]?.array?.map { $0["generation"] } == [5, 3])
            let transition = try JSONSchema.published("transition")
            let store = try fixture.document("policy", "log", "--store-wide")
            let whole = try fixture.document("log")
            for document in [log, store, whole] {
                for record in document["transitions"]?.array ?? [] {
                    #expect(transition.violation(in: record) == nil)
                }
            }
            #expect(whole["transitions"]?.array?[1]["gates"]?.array?.count == 2)
            let text = try fixture.run("log").checked()
            #expect(text.contains("OVERRIDDEN: r2"))
            try check(fixture.document("verify", "--all", "--strict"), "verify")
        }
    }

    @Test func whateverMovesActiveIsRefused() throws {
        try CommandFixture.with { fixture in
            try fixture.write(Self.policy, to: "policy.yaml")
            try fixture.push("v1", "--metric", "r2=0.8")
            _ = try fixture.run("promote", "v1", "-m", "why").checked()
            try fixture.push("v2", "--metric", "r2=0.9")
            _ = try fixture.run("promote", "v2", "-m", "why").checked()
            _ = try fixture.run("policy", "set", "policy.yaml", "-m", "why", "--store-wide")
                .checked()
            for command in [
                ["promote", "v1", "-m", "x"], ["switch", "v1", "-m", "x"],
                ["promote", "v1", "-m", "x", "--dry-run"], ["rollback", "-m", "x"],
                ["rollback", "--to", "v1", "-m", "x"], ["rollback", "--steps", "1", "-m", "x"],
                ["push", "model", "--version", "v3", "--promote"],
                ["push", "model", "--model", "other", "--version", "v1", "--promote"],
            ] {
                let outcome = try fixture.run(command)
                #expect(outcome.exitCode == 7, "\(command): \(outcome.errorText)")
                #expect(outcome.errorText.contains("r2: "), "\(command)")
            }
            #expect(try fixture.document("active", "--model", "qb")["version"] == "v2")
            #expect(try fixture.run("active", "--model", "other").exitCode == 5)
            #expect(try fixture.error("promote", "qb@v1", "-m", "x")["code"] == "E_REFUSED")
        }
    }

    @Test func onlyIfBetter() throws {
        try CommandFixture.with { fixture in
            for (id, value) in [("v1", "1.0"), ("v2", "1.01"), ("v3", "1.02")] {
                try fixture.push(id, "--metric", "sharpe=\(value)")
            }
            let better = ["-m", "weekly", "--if-better", "metrics.sharpe", "--direction", "max"]
            #expect(try fixture.run(["promote", "v1"] + better).exitCode == 0)
            #expect(
                try fixture.run(["promote", "v2", "--min-delta", "2%"] + better).exitCode == 7)
            #expect(
                try fixture.run(["promote", "v3", "--min-delta", "2%"] + better).exitCode == 0)
            #expect(try fixture.run(["promote", "v2"] + better).exitCode == 7)
            #expect(try fixture.run(["promote", "v3"] + better).exitCode == 0, "it is active")
            #expect(try fixture.document("active")["gates"]?.array?.first?["baseline"] == 1)
            for wrong in [
                ["--if-better", "sharpe"], ["--direction", "max"], ["--min-delta", "1"],
                ["--if-better", "sharpe", "--direction", "up"],
                ["--if-better", "sharpe", "--direction", "max", "--min-delta", "0"],
                ["--if-better", "metrics.", "--direction", "max"],
            ] {
                #expect(try fixture.run(["promote", "v2", "-m", "x"] + wrong).exitCode == 2)
            }
        }
    }

    @Test func mistakesAreNamed() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            try fixture.write("schema: store.policy/1\ngates: 5\n", to: "bad.yaml")
            for verb in [["validate"], ["set", "-m", "why"]] {
                let line = try fixture.error(["policy"] + verb + ["bad.yaml"])
                #expect(line["code"] == "E_BAD_INPUT")
                #expect(line["message"]?.string?.contains("line 2: gates: ") == true)
                let missing = try fixture.error(["policy"] + verb + ["nowhere.yaml"])
                #expect(missing["code"] == "E_NOT_FOUND")
                #expect(try fixture.error(["policy"] + verb + ["model"])["exit"] == 1)
            }
            try fixture.write(Self.policy, to: "policy.yaml")
            #expect(try fixture.run("policy", "set", "policy.yaml").exitCode == 2, "no reason")
            let unknown = try fixture.run(
                "policy", "set", "policy.yaml", "-m", "why", "--model", "nobody")
            #expect(unknown.exitCode == 5)
            #expect(try fixture.document("log")["transitions"]?.array?.count == 1)
        }
    }
}
