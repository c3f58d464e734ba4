import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport

/// A store in memory of random packs.
struct PackedStore {
    let storage: any ObjectStorage
    private let repository: Repository
    private(set) var packs: [Digest] = []
    private(set) var chunks: [Digest] = []
    private(set) var blobs: [Digest] = []

    init(_ storage: any ObjectStorage = MemoryStorage()) throws {
        self.storage = storage
        repository = try Repository.create(in: storage)
    }

    static func chunk(_ number: Int) -> [UInt8] {
        (0..<20).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) }
    }

    /// Adds a pack of these chunks in that order, with a recipe of all of them.
    mutating func add(_ numbers: [Int]) throws {
        let writer = try PackWriter(repository)
        var recipe: [RecipeEntry] = []
        var hasher = SHA256Hasher()
        for number in numbers {
            try Self.chunk(number).withUnsafeBytes { bytes in
                let digest = SHA256Hasher.digest(of: bytes)
                hasher.update(bytes)
                try writer.add(digest, plainLength: bytes.count, codec: .raw, stored: bytes)
                recipe.append(RecipeEntry(chunk: digest, plainLength: UInt32(bytes.count)))
                chunks.append(digest)
            }
        }
        let blob = hasher.finish()
        writer.addBlob(blob, size: UInt64(20 * numbers.count), recipe: recipe)
        guard let pack = try writer.finish(), !packs.contains(pack.id) else { return }
        packs.append(pack.id)
        blobs.append(blob)
    }

    /// Adds packs of one to six of thirty chunks.
    mutating func add(_ count: Int, by random: inout SeededRandom) throws {
        for _ in 0..<count {
            try add(Array((0..<30).shuffled(using: &random).prefix(1 + random.below(6))))
        }
    }

    /// Takes a pack out of the store behind everybody's back.
    mutating func drop(_ id: Digest) throws {
        packs.removeAll { $0 == id }
        for key in [ObjectLayout.index(id), ObjectLayout.pack(id)] {
            try storage.delete(ObjectLayout.mirror(key))
            try storage.delete(key)
        }
    }

    /// What differs between the catalogue's answers and the packs.
    func differences(in catalogue: PackCatalogue) throws -> [String] {
        try PackedAnswers(self).differences(in: catalogue)
    }
}
