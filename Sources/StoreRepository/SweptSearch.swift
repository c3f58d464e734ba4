import Hashing
import StoreModel

/// Which packs that the sweep has taken out of use a push needs back.
struct SweptSearch {
    let packs: PackCatalogue
    /// Packs that this process knows and that are no longer in use.
    let vanished: Set<Digest>
    /// The packs in quarantine.
    let swept: [Pack]
    private(set) var needed: Set<Digest> = []
    /// What can be relied on as it is.
    private let whole: WholePacks

    init(packs: PackCatalogue, vanished: Set<Digest>, swept: [Pack]) {
        self.packs = packs
        self.vanished = vanished
        self.swept = swept
        whole = WholePacks(of: packs, without: vanished)
    }

    /// Adds every vanished pack with a recipe of the blob, because which of several is right is not
    /// known here. If packs in use do not make the blob, it adds those in quarantine with a recipe of
    /// it too, and one pack for each chunk that no pack in use has.
    mutating func look(for blob: Digest, size: UInt64) throws(StoreError) {
        var chunks: Set<Digest> = []
        for (pack, record) in try packs.recipes(of: blob) {
            if vanished.contains(pack.id) { needed.insert(pack.id) }
            chunks.formUnion(try pack.index.recipe(of: record).map(\.chunk))
        }
        if try !whole.make(blob, size: size) {
            for pack in swept {
                guard let record = try pack.index.blob(blob) else { continue }
                needed.insert(pack.id)
                chunks.formUnion(try pack.index.recipe(of: record).map(\.chunk))
            }
        }
        // A blob of one chunk has its name and no recipe.
        if chunks.isEmpty { chunks = [blob] }
        for chunk in chunks { try find(chunk) }
    }

    /// Finds a pack that has the chunk, and packs that have what it is the difference from there.
    private mutating func find(_ chunk: Digest) throws(StoreError) {
        for source in try find(chunk, where: { _ in true })?.sources ?? [] {
            _ = try find(source.chunk) { $0.delta == nil }
        }
    }

    /// Returns what the copy that is to be used is the difference from. One in use comes first; of
    /// several, one that is the difference from nothing.
    private mutating func find(
        _ chunk: Digest, where isWanted: (ChunkRecord) -> Bool
    ) throws(StoreError) -> ChunkDelta? {
        var inUse: [ChunkRecord] = []
        var moved: [(pack: Digest, delta: ChunkDelta?)] = []
        for (pack, record) in try packs.knownPlaces(of: chunk) where isWanted(record) {
            if try whole.contains(pack) { inUse.append(record) }
            if vanished.contains(pack.id) { moved.append((pack.id, record.delta)) }
        }
        if let first = inUse.first {
            return inUse.contains { $0.delta == nil } ? nil : first.delta
        }
        for pack in swept {
            guard let record = try pack.index.chunk(chunk), isWanted(record) else { continue }
            moved.append((pack.id, record.delta))
        }
        guard let chosen = moved.first(where: { needed.contains($0.pack) }) ?? moved.first else {
            return nil
        }
        needed.insert(chosen.pack)
        return chosen.delta
    }
}
