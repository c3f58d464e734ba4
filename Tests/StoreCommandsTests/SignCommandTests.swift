import Glibc
import StoreModel
import TestSupport
import Testing

/// Keys and signatures from the command line.
@Suite struct SignCommandTests {
    private func check(_ document: JSON, _ name: String) throws {
        #expect(document["schema"]?.string == "store.\(name)/1")
        let schema = try JSONSchema.published(name)
        #expect(schema.violation(in: document) == nil, "\(document.canonicalText)")
    }

    /// A policy that wants both of two new keys.
    private func makePolicy(_ fixture: CommandFixture) throws {
        var lines =
            "schema: store.policy/1\nsignatures:\n  store: acme/models\n  threshold: 2\n  keys:\n"
        for name in ["ann", "bob"] {
            let key = try fixture.document("keygen", "\(name).pem")
            try check(key, "keygen")
            lines += "  - {name: \(name), public: \(key["public"]?.string ?? "")}\n"
        }
        try fixture.write(lines, to: "policy.yaml")
    }

    @Test func aReleaseIsSignedByTwo() throws {
        try CommandFixture.with { fixture in
            try makePolicy(fixture)
            try fixture.push("v1")
            _ = try fixture.run("policy", "set", "policy.yaml", "-m", "two people").checked()
            try check(fixture.document("policy", "show"), "policy-show")
            try check(fixture.document("sign", "v1", "--key", "ann.pem"), "sign")
            for command in [
                ["promote", "v1", "-m", "x"], ["verify", "v1", "--signatures"],
                ["push", "model", "--version", "v2", "--promote"],
            ] {
                #expect(try fixture.run(command).exitCode == 7, "\(command)")
            }
            #expect(try fixture.run("verify", "v1").exitCode == 0, "nobody asked who signed it")
            _ = try fixture.run("sign", "v1", "--key", "bob.pem", "--expires-in", "1d").checked()
            let report = try fixture.document("verify", "v1", "--signatures")
            try check(report, "verify")
            #expect(report["signatures"]?.array?.map { $0["objection"] } == [.null, .null])
            let promoted = try fixture.document("promote", "v1", "-m", "signed")
            try check(promoted, "promote")
            #expect(promoted["signatures"]?.array?.count == 2)
            let schema = try JSONSchema.published("transition")
            for record in try fixture.document("log")["transitions"]?.array ?? [] {
                #expect(schema.violation(in: record) == nil)
            }
            try check(fixture.document("verify", "--all", "--strict"), "verify")
        }
    }

    @Test func keyFilesAreTheOwnersAloneAndNeverReplaced() throws {
        try CommandFixture.with { fixture in
            _ = try fixture.run("keygen", "k.pem").checked()
            var status = stat()
            #expect(stat(fixture.directory + "/k.pem", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o400)
            for path in ["k.pem", "k.pem.pub"] {
                #expect(try fixture.error("keygen", path)["code"] == "E_EXISTS")
            }
            unlink(fixture.directory + "/k.pem")
            #expect(try fixture.error("keygen", "k.pem")["code"] == "E_EXISTS", "its public half")
            #expect(access(fixture.directory + "/k.pem", F_OK) != 0)
            #expect(try fixture.run("keygen", "nowhere/k.pem").exitCode == 5)
            #expect(try fixture.run("keygen", "").exitCode == 2)
        }
    }

    @Test func mistakesAreNamed() throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            _ = try fixture.run("keygen", "k.pem").checked()
            let sign = ["sign", "v1", "--store-name", "acme", "--key"]
            #expect(try fixture.run(sign + ["nowhere.pem"]).exitCode == 5)
            let wrong = try fixture.error(sign + ["k.pem.pub"])
            #expect(wrong["code"] == "E_BAD_INPUT")
            #expect(try fixture.run("sign", "v1", "--key", "k.pem").exitCode == 2, "which store?")
            #expect(try fixture.run(sign + ["k.pem", "--expires-in", "soon"]).exitCode == 2)
            #expect(try fixture.run("verify", "--all", "--signatures").exitCode == 2)
            #expect(try fixture.run(sign + ["k.pem"]).exitCode == 0)
            #expect(try fixture.run(sign + ["k.pem", "--expires-in", "9999999w"]).exitCode == 0)
            #expect(
                try fixture.run(sign + ["k.pem", "--expires-in", "15250284452w"]).exitCode == 0)
        }
    }

    /// What another implementation makes of the keys and signatures.
    @Test(.enabled(if: access("/usr/bin/openssl", X_OK) == 0, "needs the openssl command"))
    func opensslAgrees() throws {
        try CommandFixture.with { fixture in
            _ = try fixture.run("keygen", "k.pem").checked()
            try fixture.push("v1")
            _ = try fixture.run("sign", "v1", "--key", "k.pem", "--store-name", "acme").checked()
            let script = """
                set -e
                openssl pkey -in k.pem -pubout | cmp - k.pem.pub
                openssl genpkey -algorithm ed25519 -out theirs.pem 2>/dev/null
                envelope=$(find store/signatures -name '*.json')
                field() { grep -o "\\"$1\\":\\"[^\\"]*\\"" "$envelope" | cut -d'"' -f4; }
                field payload | base64 -d > payload
                field sig | base64 -d > sig
                type=$(field payloadType)
                { printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c < payload)"; cat payload; } > pae
                openssl pkeyutl -verify -pubin -inkey k.pem.pub -rawin -in pae -sigfile sig
                """
            let outcome = try ChildCommand(
                "/bin/bash", ["-c", script], directory: fixture.directory
            ).run(timeout: .seconds(60))
            #expect(outcome.exitCode == 0, "\(outcome.outputText) \(outcome.errorText)")
            // A key of theirs signs as one of ours does.
            _ = try fixture.run("sign", "v1", "--key", "theirs.pem", "--store-name", "acme")
                .checked()
        }
    }
}
