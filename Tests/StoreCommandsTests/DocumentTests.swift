import StoreModel
import TestSupport
import Testing

/// Every `--json` document against its published schema.
@Suite struct DocumentTests {
    private func check(_ document: JSON, _ name: String) throws {
        #expect(document["schema"]?.string == "store.\(name)/1")
        let schema = try JSONSchema.published(name)
        #expect(schema.violation(in: document) == nil, "\(document.canonicalText)")
    }

    @Test func documentsMatchTheirSchemas() throws {
        try CommandFixture.with { fixture in
            let push = try fixture.document(
                "push", "model", "--model", "qb", "--version", "v1", "--metrics-file",
                "metrics.json", "--metric", "loss=0.5", "--description", "first")
            try check(push, "push")
            #expect(push["metrics"] == ["r2": .number(0.9), "by.day": 1, "loss": .number(0.5)])
            #expect(push["refs"] == ["latest"])
            let again = try fixture.document(
                "push", "model", "--model", "qb", "--version", "v2", "--promote")
            try check(again, "push")
            #expect(again["bytes_new"] == 0)
            #expect(again["refs"] == ["active", "latest"])
            try check(fixture.document("list"), "list")
            let show = try fixture.document("show", "v1")
            try check(show, "show")
            let manifest = try JSONSchema.published("manifest")
            #expect(try manifest.violation(in: #require(show["manifest"])) == nil)
            try check(fixture.document("active"), "active")
            try check(fixture.document("diff", "v1", "v2", exit: 1), "diff")
            try check(fixture.document("diff", "v1", "v1"), "diff")
            try check(fixture.document("promote", "v1", "-m", "why"), "promote")
            try check(fixture.document("promote", "v1", "-m", "why"), "promote")
            try check(fixture.document("rollback", "-m", "why", "--dry-run"), "rollback")
            try check(fixture.document("rollback", "-m", "why"), "rollback")
            try check(fixture.document("tag", "canary", "v1"), "tag")
            try check(fixture.document("tag", "--delete", "canary"), "tag")
            let log = try fixture.document("log")
            try check(log, "log")
            let transition = try JSONSchema.published("transition")
            for record in log["transitions"]?.array ?? [] {
                #expect(transition.violation(in: record) == nil)
            }
            try check(fixture.document("verify", "--all"), "verify")
            try check(fixture.document("get", "v1", "out"), "get")
            try check(fixture.document("prefetch", "v1"), "prefetch")
            try check(fixture.document("status"), "status")
            try check(fixture.document("config"), "config")
            try check(fixture.document("init", "other"), "init")
        }
    }

    @Test func doctorsDocument() throws {
        try CommandFixture.with { fixture in
            // What it finds is the machine's affair, and so is the exit code.
            let outcome = try fixture.run("doctor", "--json")
            try check(JSONParser.parse(outcome.output), "doctor")
        }
    }

    @Test func errorsMatchTheirSchema() throws {
        try CommandFixture.with { fixture in
            let schema = try JSONSchema.published("error")
            for arguments in [["show", "v1"], ["nonsense"], ["--store", "/nowhere", "list"]] {
                let outcome = try fixture.run(arguments + ["--json"])
                let line = try JSONParser.parse(outcome.errors)
                #expect(schema.violation(in: line) == nil)
                #expect(outcome.output.isEmpty)
            }
        }
    }
}
