import Hashing
import StoreModel
import Testing

@Suite("Journal records")
struct TransitionTests {
    static func parse(_ document: JSON) throws(StoreError) -> Transition {
        try Transition(parsing: Documents.sealed(document).canonicalBytes)
    }

    @Test("every member arrives, and the bytes go round")
    func roundTrip() throws {
        let push = try TransitionTests.parse(Documents.push)
        #expect(push.model.text == "acme/qb" && push.generation == 1 && push.previous == nil)
        #expect(push.actor == "ann@host" && push.action == .push && push.reason == nil)
        #expect(push.changes[.latest]?.from == nil && push.changes[.latest]?.to?.text == "1.0.0")
        #expect(push.refs[.latest] == push.version?.target && push.version?.number == 1)
        let promote = try TransitionTests.parse(Documents.promote)
        #expect(promote.generation == 64 && promote.previous != nil && promote.reason == "better")
        #expect(promote.version == nil && promote.checkpoint?.map(\.number) == [1, 3])
        #expect(promote.changes[try RefName("old")]?.to == nil)
        let removal = try TransitionTests.parse(Documents.removal)
        #expect(removal.action == .remove && removal.removed.map(\.text) == ["0.9", "2"])
        for (record, document) in [
            (push, Documents.push), (promote, Documents.promote), (removal, Documents.removal),
            (try TransitionTests.parse(Documents.policy), Documents.policy),
            (try TransitionTests.parse(Documents.gated), Documents.gated),
            (try TransitionTests.parse(Documents.storePolicy), Documents.storePolicy),
        ] {
            #expect(record.sealedBytes == Documents.sealed(document).canonicalBytes)
            #expect(try Transition(parsing: record.sealedBytes) == record)
        }
    }

    @Test(
        "every flipped bit of a record is found",
        arguments: [
            Documents.push, Documents.promote, Documents.removal, Documents.policy,
            Documents.gated,
        ])
    func bitFlips(_ document: JSON) {
        let bytes = Documents.sealed(document).canonicalBytes
        for bit in 0..<(bytes.count * 8) {
            var bad = bytes
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            let error = #expect(throws: StoreError.self, "bit \(bit)") {
                try Transition(parsing: bad)
            }
            #expect(error?.code == .integrity, "bit \(bit)")
        }
    }

    @Test("cut at every byte, a record is refused")
    func truncations() {
        let bytes = Documents.sealed(Documents.push).canonicalBytes
        for length in bytes.indices {
            #expect(throws: StoreError.self, "cut at \(length)") {
                try Transition(parsing: Array(bytes[..<length]))
            }
        }
    }

    @Test("a member changed under an old seal is refused, and so is a seal that is missing")
    func seals() {
        let sealed = Documents.sealed(Documents.push)
        for (place, value) in [("actor", "eve@host"), ("time", "2026-11-20T14:00:00.001Z")] {
            let error = #expect(throws: StoreError.self) {
                try Transition(parsing: sealed.with(place, .string(value)).canonicalBytes)
            }
            #expect(error?.message.contains("seal") == true)
        }
        #expect(throws: StoreError.self) { try Transition(parsing: Documents.push.canonicalBytes) }
    }

    @Test("another spelling under a right seal is refused")
    func canonical() {
        let text = Documents.sealed(Documents.push).canonicalText
        for spelling in [text + "\n", text.replacing("\"push\"", with: "\"\\u0070ush\"")] {
            let error = #expect(throws: StoreError.self) {
                try Transition(parsing: Array(spelling.utf8))
            }
            #expect(error?.message.contains("canonical") == true)
        }
    }

    @Test("a record keeps the policy of the one before it, and the store's never goes back")
    func policies() throws {
        let first = try TransitionTests.parse(Documents.policy)
        let digest = SHA256Hasher.digest(of: first.sealedBytes)
        func next(_ change: (inout Transition) -> Void) throws -> Transition {
            var record = try TransitionTests.parse(Documents.gated)
            record.previous = digest
            record.time = first.time.advanced(by: 1)
            change(&record)
            return record
        }
        let sound = try next { _ in }
        try sound.checkFollows(first, digest: digest)
        let soundDigest = SHA256Hasher.digest(of: sound.sealedBytes)
        let other = PolicyMark(generation: 64, digest: digest)
        for record in try [next { $0.policy = nil }, next { $0.policy = other }] {
            #expect(throws: StoreError.self) { try record.checkFollows(first, digest: digest) }
        }
        let marks: [(PolicyMark?, Bool)] = [
            (sound.storePolicy, true), (nil, false),
            (PolicyMark(generation: 1, digest: digest), false),
            (PolicyMark(generation: 2, digest: digest), false),
            (PolicyMark(generation: 3, digest: digest), true),
        ]
        for (mark, follows) in marks {
            var record = sound
            record.generation += 1
            record.previous = soundDigest
            record.time = sound.time.advanced(by: 1)
            record.storePolicy = mark
            let error = failure(of: record, after: sound, soundDigest)
            #expect((error == nil) == follows, "\(String(describing: mark))")
        }
    }

    private func failure(
        of record: Transition, after earlier: Transition, _ digest: Digest
    ) -> StoreError? {
        Result { () throws(StoreError) in try record.checkFollows(earlier, digest: digest) }.failure
    }

    @Test("records chain by the digest of their bytes")
    func chain() throws {
        let first = try TransitionTests.parse(Documents.push)
        let digest = SHA256Hasher.digest(of: first.sealedBytes)
        let second = try TransitionTests.parse(
            Documents.push.with("generation", 2).with("previous", .string(digest.hex)))
        #expect(second.previous == digest)
    }
}
