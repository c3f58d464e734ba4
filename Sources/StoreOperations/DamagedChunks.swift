import Hashing
import StoreRepository

/// Copies of chunks that a verify found damaged.
struct DamagedChunks {
    /// By pack: the chunks whose copy in it is bad.
    private(set) var byPack: [Digest: Set<Digest>] = [:]

    mutating func add(_ chunk: Digest, in pack: Digest) {
        byPack[pack, default: []].insert(chunk)
    }

    var isEmpty: Bool { byPack.isEmpty }

    func contains(_ chunk: Digest, in pack: Digest) -> Bool {
        byPack[pack]?.contains(chunk) ?? false
    }
}
