import Hashing
import StoreModel

/// The packs in use whose files are there and as long as their indexes say: what a version may rely
/// on. An index alone promises nothing.
struct WholePacks {
    private let packs: [Pack]
    /// Where the chunk before was: the next one is mostly in the same pack.
    private var last: Pack?

    /// Of the packs known so far.
    init(of catalogue: PackCatalogue, without gone: Set<Digest> = []) throws(StoreError) {
        var whole: [Pack] = []
        for pack in try catalogue.all() where !gone.contains(pack.id) {
            if try pack.isWhole() { whole.append(pack) }
        }
        packs = whole
    }

    func contains(_ pack: Digest) -> Bool { packs.contains { $0.id == pack } }

    /// Whether some recipe of the blob has all of its chunks in these packs.
    mutating func make(_ blob: Digest, size: UInt64) -> Bool {
        // A blob of one chunk is its chunk.
        if holds(blob, size) { return true }
        for pack in packs {
            guard let record = pack.index.blob(blob), record.size == size else { continue }
            var isComplete = true
            for entry in pack.index.recipe(of: record) where isComplete {
                isComplete = holds(entry.chunk, UInt64(entry.plainLength))
            }
            if isComplete { return true }
        }
        return false
    }

    private mutating func holds(_ chunk: Digest, _ plainLength: UInt64) -> Bool {
        if let record = last?.index.chunk(chunk), UInt64(record.plainLength) == plainLength {
            return true
        }
        last = packs.first { pack in
            guard let record = pack.index.chunk(chunk) else { return false }
            return UInt64(record.plainLength) == plainLength
        }
        return last != nil
    }
}
