import Hashing

/// Packs that are not in the merged index, their own indexes in memory: found through one hash table,
/// however many they are.
struct LoosePacks {
    private var table = MarkTable([])
    /// By their numbers in the table; nil for those that were removed.
    private var packs: [Pack?] = []
    private var numbers: [Digest: Int] = [:]

    var count: Int { numbers.count }
    var all: [Pack] { packs.compactMap { $0 } }
    var rowCount: Int { all.reduce(0) { $0 + $1.chunkCount + $1.blobCount } }

    func contains(_ id: Digest) -> Bool { numbers[id] != nil }

    func pack(_ id: Digest) -> Pack? { numbers[id].flatMap { packs[$0] } }

    mutating func add(_ pack: Pack, _ index: PackIndex) {
        numbers[pack.id] = packs.count
        packs.append(pack)
        table.add(index)
    }

    /// Its rows stay in the table and are passed over.
    mutating func remove(_ id: Digest) {
        if let number = numbers.removeValue(forKey: id) { packs[number] = nil }
    }

    func chunks(_ digest: Digest) -> [(Pack, ChunkRecord)] {
        var found: [(Pack, ChunkRecord)] = []
        table.forEach(digest, .chunk) { number, position in
            if let pack = packs[number] {
                found.append((pack, table.index(number).chunk(at: position)))
            }
        }
        return found
    }

    func blobs(_ digest: Digest) -> [(Pack, BlobRecord)] {
        var found: [(Pack, BlobRecord)] = []
        table.forEach(digest, .blob) { number, position in
            if let pack = packs[number] {
                found.append((pack, table.index(number).blob(at: position)))
            }
        }
        return found
    }
}
