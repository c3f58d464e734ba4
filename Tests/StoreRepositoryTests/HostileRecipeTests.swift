import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// Packs that contradict each other, or are damaged in part.
@Suite struct HostileRecipeTests {
    /// Stores a pack of these chunks and one blob of all of them.
    @discardableResult
    static func add(
        _ blob: [UInt8], cutAt cuts: [Int], to repository: Repository
    ) throws -> Pack {
        let writer = try PackWriter(repository)
        var recipe: [RecipeEntry] = []
        for (start, end) in zip([0] + cuts, cuts + [blob.count]) {
            try Array(blob[start..<end]).withUnsafeBytes { bytes in
                let digest = SHA256Hasher.digest(of: bytes)
                try writer.add(digest, plainLength: bytes.count, codec: .raw, stored: bytes)
                recipe.append(RecipeEntry(chunk: digest, plainLength: UInt32(bytes.count)))
            }
        }
        writer.addBlob(
            SHA256Hasher.digest(of: blob), size: UInt64(blob.count), recipe: recipe)
        return try #require(try writer.finish())
    }

    /// Two indexes say that one chunk has two lengths.
    @Test func aLieAboutTheLengthOfAChunkReachesNoByteBehindIt() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let plain = TestData.incompressible(600, seed: 1)
        let honest = try Self.add(plain, cutAt: [300], to: repository)
        let chunk = SHA256Hasher.digest(of: Array(plain.prefix(300)))
        let writer = try PackWriter(repository)
        try [UInt8](repeating: 1, count: 500).withUnsafeBytes {
            try writer.add(chunk, plainLength: 500, codec: .raw, stored: $0)
        }
        let lie = SHA256Hasher.digest(of: [9])
        let twice = Array(repeating: RecipeEntry(chunk: chunk, plainLength: 500), count: 2)
        writer.addBlob(lie, size: 1000, recipe: twice)
        let hostile = try #require(try writer.finish())
        for pack in [honest, hostile] { repository.proofs.recordAll(of: pack) }
        let reader = try repository.openBlob(SHA256Hasher.digest(of: plain), size: 600)
        // The chunk is in the cache of decoded chunks now.
        #expect(try BlobReadingTests.read(reader, at: 9, count: 9) == Array(plain[9..<18]))
        let liar = try repository.openBlob(lie, size: 1000)
        for offset in [UInt64(10), 290, 400] {
            let error = #expect(throws: StoreError.self) {
                _ = try BlobReadingTests.read(liar, at: offset, count: 50)
            }
            #expect(error?.code == .integrity)
        }
        #expect(try BlobReadingTests.read(reader, at: 9, count: 9) == Array(plain[9..<18]))
    }

    /// A damaged recipe that nobody has proved does not keep the sound one from being found.
    @Test(arguments: [0, 1]) func theNextRecipeIsTriedWhereOneIsDamaged(damaged: Int) throws {
        let storage = MemoryStorage()
        let repository = try Repository.create(in: storage)
        let plain = TestData.incompressible(600, seed: 2)
        let packs = [
            try Self.add(plain, cutAt: [300], to: repository),
            try Self.add(plain, cutAt: [200], to: repository),
        ]
        let keys = packs.map { ObjectLayout.pack($0.id) }
        let sound = try storage.readAll(keys[1 - damaged], limit: 1000)
        for key in keys { try storage.replace(key, with: [UInt8](repeating: 0, count: 600)) }
        let blob = SHA256Hasher.digest(of: plain)
        let error = #expect(throws: StoreError.self) {
            _ = try Repository(storage: storage, path: "memory").openBlob(blob, size: 600)
        }
        #expect(error?.code == .integrity)
        try storage.replace(keys[1 - damaged], with: sound)
        let reader = try Repository(storage: storage, path: "memory").openBlob(blob, size: 600)
        #expect(try BlobReadingTests.read(reader, at: 0, count: 600) == plain)
    }
}
