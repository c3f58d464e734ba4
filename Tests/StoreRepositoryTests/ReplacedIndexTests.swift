import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// An index that is sound by its own checksum and stands under the name of another.
@Suite struct ReplacedIndexTests {
    /// The blob's chunks, and the bytes of an index that puts them together backwards.
    private static func backwards(_ pack: Pack, in storage: MemoryStorage) throws -> [UInt8] {
        let elsewhere = MemoryStorage()
        let writer = try PackWriter(try Repository.create(in: elsewhere))
        let stored = try storage.readAll(ObjectLayout.pack(pack.id), limit: 1 << 20)
        let index = try pack.index
        let records = (0..<index.chunkCount).map(index.chunk(at:))
            .sorted { $0.offset < $1.offset }
        for record in records {
            let bytes = stored[Int(record.offset)...].prefix(Int(record.storedLength))
            try bytes.withUnsafeBytes {
                try writer.add(
                    record.digest, plainLength: Int(record.plainLength), codec: record.codec,
                    stored: $0)
            }
        }
        let blob = index.blob(at: 0)
        writer.addBlob(
            blob.digest, size: blob.size, recipe: index.recipe(of: blob).reversed())
        let id = try #require(try writer.finish()).id
        return try elsewhere.readAll(ObjectLayout.index(id), limit: 1 << 20)
    }

    /// A pack's recipes are proved once, by the pack's name. So what stands under the name must be the
    /// index that was proved.
    @Test func aProofHoldsForNoOtherIndexOfTheName() throws {
        let storage = MemoryStorage()
        let repository = try Repository.create(in: storage)
        let plain = TestData.incompressible(2000, seed: 3)
        let pack = try HostileRecipeTests.add(plain, cutAt: [700], to: repository)
        repository.proofs.recordAll(of: pack)
        let lie = try Self.backwards(pack, in: storage)
        let key = ObjectLayout.index(pack.id)
        for place in [key, ObjectLayout.mirror(key)] { try storage.replace(place, with: lie) }
        let fresh = try Repository(storage: storage, path: "memory")
        let error = #expect(throws: StoreError.self) {
            _ = try fresh.openBlob(SHA256Hasher.digest(of: plain), size: 2000)
        }
        #expect(error?.code == .integrity)
    }

    @Test func aSoundSecondCopyIsReadInItsPlace() throws {
        let storage = MemoryStorage()
        let repository = try Repository.create(in: storage)
        let plain = TestData.incompressible(2000, seed: 4)
        let pack = try HostileRecipeTests.add(plain, cutAt: [700], to: repository)
        repository.proofs.recordAll(of: pack)
        let lie = try Self.backwards(pack, in: storage)
        try storage.replace(ObjectLayout.index(pack.id), with: lie)
        let fresh = try Repository(storage: storage, path: "memory")
        let reader = try fresh.openBlob(SHA256Hasher.digest(of: plain), size: 2000)
        #expect(try BlobReadingTests.read(reader, at: 0, count: 2000) == plain)
    }
}
