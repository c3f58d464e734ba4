import Hashing
import StoreModel
import TestSupport
import Testing

@Suite("Required signatures, statements and key files")
struct SignatureRuleTests {
    static func line(_ key: VerifyingKey) -> JSON {
        .string(Radix64.text(key.subjectPublicKeyInfo))
    }

    /// The key of 32 times the same byte.
    static func key(_ number: UInt8) throws -> SigningKey {
        try #require(SigningKey(bytes: [UInt8](repeating: number, count: 32)))
    }

    private static func policy(_ signatures: JSON) throws -> Policy {
        try Policy(MarkedNode(["schema": "store.policy/1", "signatures": signatures]))
    }

    private static let rule: JSON = PolicyCorpus.signed["signatures"] ?? nil

    @Test("a rule is stored as it was read")
    func roundTrip() throws {
        let policy = try Self.policy(
            Self.rule.with("revoked", [Documents.digest("b"), Documents.digest("a")]))
        let rule = try #require(policy.signatures)
        #expect(rule.threshold == 2 && rule.store == "acme/models")
        #expect(rule.keys.map(\.name) == ["ann", "bob", "eve"])
        #expect(rule.revoked == rule.revoked.sorted() && rule.revoked.count == 2)
        #expect(try Policy(MarkedNode(policy.json)) == policy)
    }

    @Test("weak keys are refused, whoever lists them")
    func weakKeysAreRefused() throws {
        let weak = try #require(VerifyingKey(bytes: [1] + [UInt8](repeating: 0, count: 31)))
        #expect(throws: PolicyFlaw.self) {
            try Self.policy(Self.rule.with("keys/0/public", Self.line(weak)))
        }
        #expect(throws: StoreError.self) {
            try KeyFile.verifyingKey(Array(KeyFile.text(weak).utf8), path: "k")
        }
    }

    @Test("the envelope is DSSE's, with its pre-authentication encoding")
    func encoding() throws {
        #expect(
            SignedStatement.signedBytes(
                Array("hello world".utf8), type: "http://example.com/HelloWorld")
                == Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8))
        let statement = try Self.statement()
        let signed = SignedStatement(statement, by: try Self.key(1))
        let read = try SignedStatement(parsing: signed.bytes)
        #expect(read == signed && read.statement == statement)
        #expect(try read.isSigned(by: Self.key(1).verifyingKey))
        #expect(try !read.isSigned(by: Self.key(2).verifyingKey))
        let key = try Self.key(1).verifyingKey
        #expect(signed.key == key.id)
    }

    static func statement() throws -> ReleaseStatement {
        ReleaseStatement(
            store: "acme/models", model: try ModelName("qb"), version: try VersionID("1.0.0"),
            manifest: SHA256Hasher.digest(of: [1]),
            expires: Timestamp(milliseconds: 1_800_000_000_000))
    }

    @Test("an envelope that is not as it should be is refused")
    func hostileEnvelopes() throws {
        let signed = SignedStatement(try Self.statement(), by: try Self.key(1))
        let document = try JSONParser.parse(signed.bytes)
        let statement = try JSONParser.parse(signed.statement.payload)
        func payload(_ statement: JSON) -> JSON {
            document.with("payload", .string(Radix64.text(statement.canonicalBytes)))
        }
        let schema = try JSONSchema.published("statement")
        #expect(schema.violation(in: statement) == nil)
        var bad: [JSON] = [
            nil, [:], document.with("extra", 1),
            document.with("payloadType", "application/vnd.in-toto+json"),
            document.with("payload", "e30"), document.with("payload", "e30="),
            document.with("signatures", []), document.with("signatures/0/keyid", "ann"),
            document.with("signatures/0/sig", ""), document.with("signatures/0/sig", "AAAA"),
            document.with("signatures/0/extra", 1),
        ]
        let signature = document["signatures"]?.array?.first ?? nil
        bad.append(document.with("signatures", [signature, signature]))
        for (place, values) in [
            ("schema", ["store.statement/2", nil]), ("purpose", ["revoke", "", nil]),
            ("store", ["", "a b", nil]), ("model", ["", "active", "a b", nil]),
            ("version", ["", "latest", nil]), ("manifest", ["abc", nil]),
            ("expires", ["2026", "never", nil]), ("extra", ["x"]),
        ] as [(String, [JSON?])] {
            for value in values {
                let changed = statement.with(place, value)
                #expect(schema.violation(in: changed) != nil, "\(place)")
                bad.append(payload(changed))
            }
        }
        for document in bad {
            let error = #expect(throws: StoreError.self, "\(document.canonicalText)") {
                try SignedStatement(parsing: document.canonicalBytes)
            }
            #expect(error?.code == .integrity)
        }
        // The same statement, spelled otherwise, under its own right signature.
        #expect(throws: StoreError.self) {
            try SignedStatement(parsing: signed.bytes + [0x0A])
        }
    }

    @Test(
        "base64 has one spelling",
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"),
        ])
    func base64(_ text: String, _ plain: String) {
        #expect(Radix64.text(Array(plain.utf8)) == text)
        #expect(Radix64.bytes(text) == Array(plain.utf8))
    }

    @Test(
        "and no other",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "=Zm9", "Z===", "Zm9v\n", "Zm-_",
            "Zg==Zg==",
            "====", "Zm 9",
        ])
    func badBase64(_ text: String) {
        #expect(Radix64.bytes(text) == nil)
    }

    @Test("key files are PEM, and say nothing of what they hold when they are not")
    func keyFiles() throws {
        let key = try Self.key(7)
        let text = KeyFile.text(key)
        #expect(
            try KeyFile.signingKey(Array(text.utf8), path: "k").verifyingKey == key.verifyingKey)
        let publicText = KeyFile.text(key.verifyingKey)
        #expect(
            try KeyFile.verifyingKey(Array(publicText.utf8), path: "k") == key.verifyingKey)
        for bad in [
            "", "secret", publicText, text + text, text.replacing("PRIVATE", with: "EC PRIVATE"),
            text.replacing("PRIVATE", with: "ENCRYPTED PRIVATE"), String(text.dropFirst(5)),
            text.replacing("MC4", with: "MC5"),
        ] {
            let error = #expect(throws: StoreError.self) {
                try KeyFile.signingKey(Array(bad.utf8), path: "k")
            }
            #expect(error?.code == .badInput)
            let middle = text.split(separator: "\n")[1]
            #expect(error?.description.contains(middle.prefix(8)) == false)
        }
    }
}
