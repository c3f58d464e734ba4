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

    private mutating func find(_ chunk: Digest) throws(StoreError) {
        var holders: [Digest] = []
        for (pack, _) in try packs.knownPlaces(of: chunk) {
            if try whole.contains(pack) { return }
            if vanished.contains(pack.id) { holders.append(pack.id) }
        }
        for pack in swept where try pack.index.chunk(chunk) != nil { holders.append(pack.id) }
        guard needed.isDisjoint(with: holders), let first = holders.first else { return }
        needed.insert(first)
    }
}
