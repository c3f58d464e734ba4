import StoreModel
import TestSupport
import Testing

/// `list` where one version of several cannot be read.
@Suite struct DamagedListTests {
    private static func withDamage(_ body: (CommandFixture) throws -> Void) throws {
        try CommandFixture.with { fixture in
            for id in ["v1", "v2", "v3"] { try fixture.push(id) }
            let digest = try #require(try fixture.document("show", "v2")["digest"]?.string)
            let name = "manifests/\(digest.prefix(2))/\(digest).json"
            for path in [name, "mirror/" + name] {
                _ = try ChildCommand(
                    "truncate", ["-s", "1", path], directory: fixture.store
                ).run().checked()
            }
            try body(fixture)
        }
    }

    @Test func theRestIsListedAndItIsNamed() throws {
        try Self.withDamage { fixture in
            for arguments in [["list"], ["list", "--where", "metrics.r2>0"], ["list", "-q"]] {
                let outcome = try fixture.run(arguments)
                #expect(outcome.exitCode == 8)
                #expect(outcome.errorText.contains("qb@v2"), "\(outcome.errorText)")
                #expect(!outcome.outputText.contains("v2"))
            }
            #expect(try fixture.run("list", "-q").outputText == "v3\nv1\n")
        }
    }

    @Test func theDocumentIsWhole() throws {
        try Self.withDamage { fixture in
            let document = try fixture.document("list", exit: 8)
            #expect(document["versions"]?.array?.count == 2)
            #expect(try JSONSchema.published("list").violation(in: document) == nil)
            #expect(try fixture.error("list")["code"] == "E_INTEGRITY")
        }
    }
}
