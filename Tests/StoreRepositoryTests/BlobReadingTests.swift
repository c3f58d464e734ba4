import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

@Suite struct BlobReadingTests {
    static let plain = (0..<40).flatMap { PackIndexTests.chunk($0) }

    static func read(
        _ reader: any BlobReader, at offset: UInt64, count: Int
    ) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0xEE, count: count)
        let got = try buffer.withUnsafeMutableBytes { try reader.read(at: offset, into: $0) }
        return Array(buffer.prefix(got))
    }

    @Test func anyRangeReadsAsThePlainBytes() throws {
        let repository = try Repository.create(in: MemoryStorage())
        _ = try PackIndexTests.packed(40, in: repository)
        let size = UInt64(Self.plain.count)
        let reader = try repository.openBlob(
            SHA256Hasher.digest(of: Self.plain), size: size)
        var random = SeededRandom(seed: 11)
        for _ in 0..<500 {
            let offset = Int.random(in: 0...Self.plain.count + 10, using: &random)
            let count = Int.random(in: 0...5000, using: &random)
            let expected = Self.plain.dropFirst(offset).prefix(count)
            #expect(try Self.read(reader, at: UInt64(offset), count: count) == Array(expected))
        }
    }

    @Test func anEmptyBlobNeedsNoPack() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let reader = try repository.openBlob(Digest.ofNothing, size: 0)
        #expect(try Self.read(reader, at: 0, count: 10).isEmpty)
    }

    @Test func everyDamagedByteOfAPackIsAnErrorNeverWrongBytes() throws {
        let storage = MemoryStorage()
        let repository = try Repository.create(in: storage)
        let id = SHA256Hasher.digest(of: try PackIndexTests.packed(4, in: repository))
        // A blob whose recipe nobody has proved cannot even be opened where a byte of it is damaged.
        for pack in try repository.packs.all() { repository.proofs.recordAll(of: pack) }
        let key = ObjectLayout.pack(id)
        let sound = try storage.readAll(key, limit: 1 << 20)
        let blob = SHA256Hasher.digest(of: sound)
        var random = SeededRandom(seed: 12)
        for _ in 0..<200 {
            var rotten = sound
            let place = Int.random(in: 0..<sound.count, using: &random)
            rotten[place] ^= UInt8.random(in: 1...255, using: &random)
            try storage.replace(key, with: rotten)
            let fresh = try Repository(storage: storage, path: "memory")
            let reader = try fresh.openBlob(blob, size: UInt64(sound.count))
            let error = #expect(throws: StoreError.self) {
                _ = try Self.read(reader, at: 0, count: sound.count)
            }
            #expect(error?.code == .integrity)
            let other = (place / 1000 + 1) % 4 * 1000
            #expect(
                try Self.read(reader, at: UInt64(other), count: 1000)
                    == Array(sound[other..<other + 1000]), "other chunks are unaffected")
        }
    }

    @Test func aSecondCopyIsReadWhereTheFirstIsDamaged() throws {
        let storage = MemoryStorage()
        let repository = try Repository.create(in: storage)
        let first = SHA256Hasher.digest(of: try PackIndexTests.packed(1, in: repository))
        _ = try PackIndexTests.packed(2, in: repository)
        try storage.replace(ObjectLayout.pack(first), with: [UInt8](repeating: 0, count: 1000))
        let fresh = try Repository(storage: storage, path: "memory")
        let chunk = PackIndexTests.chunk(0)
        let reader = try fresh.openBlob(SHA256Hasher.digest(of: chunk), size: 1000)
        #expect(try Self.read(reader, at: 0, count: 1000) == chunk)
    }

    @Test func aMissingBlobIsAnIntegrityError() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let error = #expect(throws: StoreError.self) {
            _ = try repository.openBlob(SHA256Hasher.digest(of: [1]), size: 1)
        }
        #expect(error?.code == .integrity)
    }

    @Test func packsOfOtherProcessesAreFound() throws {
        let storage = MemoryStorage()
        let writer = try Repository.create(in: storage)
        let reader = try Repository(storage: storage, path: "memory")
        #expect(try reader.packs.all().isEmpty)
        _ = try PackIndexTests.packed(2, in: writer)
        let chunk = PackIndexTests.chunk(1)
        let opened = try reader.openBlob(SHA256Hasher.digest(of: chunk), size: 1000)
        #expect(try Self.read(opened, at: 0, count: 1000) == chunk)
    }
}
