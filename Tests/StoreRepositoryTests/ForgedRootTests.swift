import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Testing

/// Roots that are sound in themselves and not what stood in their place.
@Suite struct ForgedRootTests {
    /// A manifest of one file of these bytes.
    private static func manifest(_ bytes: [UInt8]) throws -> Manifest {
        var manifest = Manifest(
            model: JournalTests.model, version: try VersionID("v1"),
            created: Timestamp(milliseconds: 0))
        manifest.files = [
            ManifestFile(
                path: "a", size: UInt64(bytes.count), sha256: SHA256Hasher.digest(of: bytes))
        ]
        return manifest
    }

    @Test func anotherManifestUnderTheNameIsNotTheVersion() throws {
        let storage = MemoryStorage()
        let repository = try JournalTests.repository(storage)
        let honest = try Self.manifest([1]).json.canonicalBytes
        let digest = SHA256Hasher.digest(of: honest)
        let key = ObjectLayout.manifest(digest)
        try repository.putRoot(honest, as: key)
        let forged = try Self.manifest([2]).json.canonicalBytes
        try storage.replace(key, with: forged)
        #expect(try repository.manifestBytes(digest) == honest, "the second copy is read")
        try storage.replace(ObjectLayout.mirror(key), with: forged)
        let error = #expect(throws: StoreError.self) { _ = try repository.manifest(digest) }
        #expect(error?.code == .integrity)
    }

    /// A record that is sealed, later than the one before it, and names another.
    private static func record(after head: Transition) throws -> [UInt8] {
        let entry = VersionEntry(
            id: try VersionID("forged"), number: head.generation + 1, manifest: .ofNothing)
        return Transition(
            model: head.model, generation: head.generation + 1, previous: .ofNothing,
            time: head.time.advanced(by: 1), actor: "a@b", action: .push, reason: nil,
            changes: [.latest: .init(from: head.refs[.latest]?.version, to: entry.id)],
            refs: [.latest: entry.target], version: entry
        ).sealedBytes
    }

    @Test func aRecordOfAnotherHistoryIsDamage() throws {
        let storage = try HostileJournalTests.journal(2)
        let follower = try Repository(storage: storage, path: "memory")
        let head = try follower.transition(of: JournalTests.model, generation: 2)
        let bytes = try Self.record(after: head)
        let key = ObjectLayout.record(JournalTests.model, 3)
        for place in [key, ObjectLayout.mirror(key)] { try storage.put(bytes, as: place) }
        for repository in [follower, try Repository(storage: storage, path: "memory")] {
            let state = try repository.state(of: JournalTests.model)
            #expect(state.damage?.message.contains("as the one before it") == true)
            let error = #expect(throws: StoreError.self) {
                try JournalTests.push(99, to: repository)
            }
            #expect(error?.code == .integrity)
        }
    }
}
