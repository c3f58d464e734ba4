import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Testing

/// Promotion needs the signatures that the policy asks for. Seconds are those of `TestStore`.
@Suite struct SignatureTests {
    private static let keys = (1...4).compactMap { number in
        SigningKey(bytes: [UInt8](repeating: UInt8(number), count: 32))
    }

    /// Keys 0, 1 and 2, called ann, bob and eve.
    private static func policy(
        _ threshold: Int64, store: String = "acme", of range: Range<Int> = 0..<3,
        revoked: [SigningKey] = []
    ) throws -> Policy {
        let names = ["ann", "bob", "eve", "dan"]
        let trusted = range.map { index -> JSON in
            let info = Radix64.text(keys[index].verifyingKey.subjectPublicKeyInfo)
            return ["name": .string(names[index]), "public": .string(info)]
        }
        return try Policy(
            MarkedNode([
                "schema": "store.policy/1",
                "signatures": [
                    "store": .string(store), "threshold": .integer(threshold),
                    "keys": .array(trusted),
                    "revoked": .array(revoked.map { .string($0.verifyingKey.id.hex) }),
                ],
            ]))
    }

    private func store() throws -> TestStore {
        let store = try TestStore()
        try store.push("v1")
        try store.push("v2")
        return store
    }

    private func sign(
        _ id: String, _ key: Int, until seconds: Int64 = 1000, in store: TestStore
    ) throws {
        let sign = SignVersion(
            try Reference(id), selection: ModelSelection(try ModelName("qb")),
            expires: TestStore.time(seconds))
        _ = try sign.run(by: Self.keys[key], in: store.repository)
    }

    /// What `sign` would say of v1, to be falsified.
    private func statement(_ store: TestStore) throws -> ReleaseStatement {
        let state = try store.repository.state(of: ModelName("qb"))
        let entry = try #require(state.version(VersionID("v1")))
        return ReleaseStatement(
            store: "acme", model: state.model, version: entry.id, manifest: entry.manifest,
            expires: TestStore.time(1000))
    }

    /// Puts an envelope where signatures of v1 are looked for, whatever it says.
    private func put(_ bytes: [UInt8], as name: String, in store: TestStore) throws {
        let place = ObjectLayout.signatures(of: try statement(store).manifest)
        try store.repository.storage.put(bytes, as: ObjectKey("\(place)/\(name).json"))
    }

    @Test func enoughDifferentKeysMustHaveSigned() throws {
        let store = try store()
        try store.set(Self.policy(2))
        let error = failure { try store.promote("v1") }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("0 of 2 signatures") == true)
        try sign("v1", 0, in: store)
        try sign("v1", 0, until: 2000, in: store)
        #expect(failureCode { try store.promote("v1") } == .refused, "one key, twice")
        try sign("v1", 3, in: store)
        #expect(failureCode { try store.promote("v1") } == .refused, "a key that nobody trusts")
        try sign("v1", 2, in: store)
        try sign("v1", 2, in: store)
        let result = try store.promote("v1")
        #expect(Set(result.signatures.map(\.name)) == ["ann", "eve"])
        #expect(try store.head.signatures == result.signatures)
        #expect(failureCode { try store.promote("v2") } == .refused, "another version")
        // A rollback needs them as well.
        try store.set(nil)
        _ = try store.promote("v2")
        try store.set(Self.policy(3))
        #expect(failureCode { try store.rollback() } == .refused)
        try store.set(Self.policy(2))
        #expect(try store.rollback().signatures.count == 2)
    }

    /// Each envelope alone, where one signature would do.
    @Test func whatCountsForNothing() throws {
        let sound = try statement(store())
        func changed(_ change: (inout ReleaseStatement) throws -> Void) throws -> [UInt8] {
            var statement = sound
            try change(&statement)
            return SignedStatement(statement, by: Self.keys[0]).bytes
        }
        let good = SignedStatement(sound, by: Self.keys[0])
        let envelope = try JSONParser.parse(good.bytes)
        var respelled = envelope.object ?? [:]
        let other = SignedStatement(sound, by: Self.keys[1])
        // Ann's name over Bob's signature.
        respelled["signatures"] = [
            .object([
                "keyid": .string(good.key.hex),
                "sig": try JSONParser.parse(other.bytes)["signatures"]?.array?.first?["sig"] ?? nil,
            ])
        ]
        let cases: [(String, [UInt8])] = [
            ("another store", try changed { $0.store = "elsewhere" }),
            ("another model", try changed { $0.model = try ModelName("rb") }),
            ("another version", try changed { $0.version = try VersionID("v2") }),
            ("another manifest", try changed { $0.manifest = .ofNothing }),
            ("expired at the start", try changed { $0.expires = TestStore.time(10) }),
            ("expired long ago", try changed { $0.expires = TestStore.time(-1000) }),
            ("a key that is not trusted", SignedStatement(sound, by: Self.keys[3]).bytes),
            ("another's signature", JSON.object(respelled).canonicalBytes),
            ("cut short", Array(good.bytes.dropLast())),
            ("nothing", []), ("no JSON", [0xFF]), ("a space behind", good.bytes + [0x20]),
            ("too long", [UInt8](repeating: 0x20, count: 1 << 20)),
        ]
        for (name, bytes) in cases {
            let store = try store()
            store.setTime(10)
            try store.set(Self.policy(1, of: 0..<2))
            try put(bytes, as: "x", in: store)
            #expect(failureCode { try store.promote("v1") } == .refused, "\(name)")
            #expect(try store.active == nil)
            // And hides none that counts.
            try sign("v1", 1, in: store)
            #expect(try store.promote("v1").signatures.map(\.name) == ["bob"], "\(name)")
        }
        let store = try store()
        try store.set(Self.policy(1, revoked: [Self.keys[0]]))
        try put(good.bytes, as: "x", in: store)
        let error = failure { try store.promote("v1") }
        #expect(error?.message.contains("ann: the key is revoked") == true)
    }

    @Test func everyFlippedBitOfAnEnvelopeIsSeen() throws {
        let store = try store()
        try store.set(Self.policy(1))
        let good = SignedStatement(try statement(store), by: Self.keys[0]).bytes
        let place = ObjectLayout.signatures(of: try statement(store).manifest)
        let key = ObjectKey("\(place)/x.json")
        let memory = try #require(store.repository.storage as? MemoryStorage)
        for bit in 0..<(good.count * 8) {
            var bad = good
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            try memory.replace(key, with: bad)
            #expect(failureCode { try store.promote("v1") } == .refused, "bit \(bit)")
        }
        try memory.replace(key, with: good)
        _ = try store.promote("v1")
    }

    @Test func aSignatureThatExpiresMeanwhileCountsNoMore() throws {
        let store = try store()
        store.setTime(10)
        try store.set(Self.policy(1))
        try sign("v1", 0, until: 20, in: store)
        let promote = Promote(
            try Reference("v1"), selection: ModelSelection(nil), reason: "r", actor: "a")
        let code = failureCode {
            try promote.run(in: store.repository) { (_) throws(StoreError) in store.setTime(20) }
        }
        #expect(code == .refused)
        #expect(try store.active == nil)
        #expect(failureCode { try sign("v1", 0, until: 20, in: store) } == .usage, "too late")
    }

    @Test func keysAreRotatedAndRevoked() throws {
        let store = try store()
        try store.set(Self.policy(1, of: 0..<1))
        try sign("v1", 0, in: store)
        try sign("v1", 1, in: store)
        // The new key instead of the old one.
        try store.set(Self.policy(1, of: 1..<2))
        #expect(try store.promote("v1").signatures.map(\.name) == ["bob"])
        try sign("v2", 0, in: store)
        #expect(failureCode { try store.promote("v2") } == .refused, "removed")
        try sign("v2", 1, in: store)
        // What the store's policy revokes counts for no model.
        try store.set(Self.policy(1, of: 2..<4, revoked: [Self.keys[1]]), for: .storeWide)
        try sign("v2", 2, in: store)
        let error = failure { try store.promote("v2") }
        #expect(error?.message.contains("bob: the key is revoked") == true)
        try store.set(Self.policy(1, of: 2..<4), for: .storeWide)
        let marks = try store.promote("v2").signatures
        #expect(marks.map(\.policy) == [.model, .store] && marks.map(\.name) == ["bob", "eve"])
    }

    @Test func signingNeedsTheManifestAlone() throws {
        let store = try TestStore()
        // Its blob is nowhere.
        try store.push("v1", files: [TestStore.file("w", "lost")])
        #expect(failureCode { try sign("v1", 0, in: store) } == .usage, "which store?")
        try store.set(Self.policy(1))
        try sign("v1", 0, in: store)
        #expect(failureCode { try store.promote("v1") } == .integrity, "signed, and damaged")
        try store.set(Self.policy(1, store: "other"), for: .storeWide)
        #expect(failureCode { try sign("v1", 1, in: store) } == .usage, "two names")
        var other = SignVersion(
            try Reference("v1"), selection: ModelSelection(nil), expires: TestStore.time(9))
        other.store = "other"
        let result = try other.run(by: Self.keys[1], in: store.repository)
        #expect(result.signed.statement.store == "other")
        other.store = "a b"
        #expect(failureCode { try other.run(by: Self.keys[1], in: store.repository) } == .usage)
    }

    @Test func tooManySignaturesAreNotRead() throws {
        let store = try store()
        try store.set(Self.policy(1))
        for number in 0...Repository.signatureLimit {
            try put([0x20], as: "rubbish\(number)", in: store)
        }
        #expect(failureCode { try store.promote("v1") } == .limit)
    }
}
