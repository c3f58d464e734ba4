import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What a push finds under the names of its own objects, and what stands there afterwards.
@Suite struct PushHealingTests {
    /// The objects that a push of the fixture's tree makes, with their bytes.
    private static func objects(_ fixture: PushFixture) throws -> [(ObjectKey, [UInt8])] {
        let places = ["packs", "manifests", "mirror/packs", "mirror/manifests"]
        return try places.flatMap { try VerifyTests.keys(fixture.storage, $0) }.map {
            ($0, try fixture.storage.readAll($0, limit: 1 << 26))
        }
    }

    private static func request(_ fixture: PushFixture) throws -> PushRequest {
        var request = try fixture.request("v1")
        request.created = Timestamp("2026-01-01T00:00:00Z")
        return request
    }

    /// A push that was cut short left its objects, and they have rotted since.
    @Test func damagedObjectsOfItsOwnAreReplaced() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", TestData.incompressible(300_000, seed: 3))
            try fixture.push(Self.request(fixture))
            let sound = try Self.objects(fixture)
            #expect(sound.count == 5, "a pack, an index, a manifest, and the twins of two of them")
            for (key, bytes) in sound {
                let storage = MemoryStorage()
                _ = try Repository.create(in: storage)
                var rotten = bytes
                rotten[rotten.count / 2] ^= 1
                try storage.put(rotten, as: key)
                _ = try Push(
                    repository: Repository(storage: storage, path: "memory"),
                    request: Self.request(fixture), progress: NoProgress()
                ).run()
                #expect(try storage.readAll(key, limit: 1 << 26) == bytes, "\(key)")
                #expect(try VerifyTests.verify(storage).problems.isEmpty, "\(key)")
            }
        }
    }
}
