import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Testing

@Suite struct PackIndexTests {
    static func chunk(_ number: Int, count: Int = 1000) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number &* 7) }
    }

    /// A pack of `count` chunks and one blob of all of them; returns its index bytes.
    static func packed(_ count: Int, in repository: Repository) throws -> [UInt8] {
        let writer = try PackWriter(repository)
        var recipe: [RecipeEntry] = []
        var hasher = SHA256Hasher()
        for number in 0..<count {
            try chunk(number).withUnsafeBytes { bytes in
                let digest = SHA256Hasher.digest(of: bytes)
                hasher.update(bytes)
                try writer.add(digest, plainLength: bytes.count, codec: .raw, stored: bytes)
                recipe.append(RecipeEntry(chunk: digest, plainLength: UInt32(bytes.count)))
            }
        }
        writer.addBlob(hasher.finish(), size: UInt64(1000 * count), recipe: recipe)
        try writer.finish()
        let id = try #require(try repository.packs.all().first).id
        return try repository.storage.readAll(ObjectLayout.index(id), limit: 1 << 20)
    }

    @Test func aPackIsNamedByItsIndexAndHoldsNothingButChunks() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let bytes = try Self.packed(5, in: repository)
        let id = SHA256Hasher.digest(of: bytes)
        let pack = try repository.storage.readAll(ObjectLayout.pack(id), limit: 1 << 20)
        #expect(pack == (0..<5).flatMap { Self.chunk($0) })
        #expect(bytes.count == 64 + 5 * 64 + 64 + 5 * 40 + 8)
    }

    @Test func everyBitOfAnIndexMatters() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let bytes = try Self.packed(3, in: repository)
        let id = SHA256Hasher.digest(of: bytes)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: StoreError.self, "bit \(bit)") {
                _ = try PackIndex(parsing: changed, id: id)
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let bytes = try Self.packed(3, in: repository)
        for count in 0..<bytes.count {
            #expect(throws: StoreError.self) {
                _ = try PackIndex(parsing: Array(bytes.prefix(count)), id: Digest.ofNothing)
            }
        }
    }

    /// Offsets in the index of three chunks, and what a hostile pusher might write there.
    static let claims: [(Int, UInt64)] = [
        (16, UInt64.max), (24, 1 << 40), (32, 7), (40, 10),
        (offsetOfFirstChunk + 32, 1 << 63), (offsetOfFirstChunk + 40, 0xFFFF_FFFF),
        (offsetOfFirstChunk + 40, 0x0020_0000_0000_03E8), (offsetOfFirstChunk + 48, 9),
        (offsetOfBlob + 40, 1 << 62), (offsetOfBlob + 48, 1 << 62), (offsetOfBlob + 32, 5),
        // What is reserved: flags, a header's rest, a row's, a recipe entry's.
        (8, 1 << 32 | 1), (48, 1), (56, 1), (offsetOfFirstChunk + 48, 1 << 8),
        (offsetOfFirstChunk + 48, 1 << 24), (offsetOfFirstChunk + 48, 1 << 63),
        (offsetOfBlob + 56, 1), (offsetOfBlob + 64 + 32, 1 << 32 | 1000),
    ]
    static let offsetOfFirstChunk = 64
    static let offsetOfBlob = 64 + 3 * 64

    /// What a hostile index claims is checked even where its checksum is right.
    @Test(arguments: claims) func hostileClaimsAreRefused(_ offset: Int, _ value: UInt64) throws {
        let repository = try Repository.create(in: MemoryStorage())
        var bytes = try Self.packed(3, in: repository)
        withUnsafeBytes(of: value.littleEndian) { word in
            for index in 0..<8 { bytes[offset + index] = word[index] }
        }
        let body = bytes.count - 8
        let checksum = bytes.withUnsafeBytes { Checksum.of(.init(rebasing: $0[..<body])) }
        withUnsafeBytes(of: checksum.littleEndian) { word in
            for index in 0..<8 { bytes[body + index] = word[index] }
        }
        #expect(throws: StoreError.self) {
            _ = try PackIndex(parsing: bytes, id: Digest.ofNothing)
        }
    }

    @Test func chunksAndRecipesAreFound() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let bytes = try Self.packed(40, in: repository)
        let index = try PackIndex(parsing: bytes, id: SHA256Hasher.digest(of: bytes))
        for number in 0..<40 {
            let digest = SHA256Hasher.digest(of: Self.chunk(number))
            #expect(index.chunk(digest)?.offset == UInt64(number * 1000))
        }
        #expect(index.chunk(Digest.ofNothing) == nil)
        let whole = SHA256Hasher.digest(of: (0..<40).flatMap { Self.chunk($0) })
        let blob = try #require(index.blob(whole))
        #expect(index.recipe(of: blob).count == 40)
    }
}
