import Hashing
import StoreModel

/// The packs in use whose files are there and as long as their indexes say: what a version may rely
/// on. An index alone promises nothing.
struct WholePacks {
    private let catalogue: PackCatalogue
    private let gone: Set<Digest>

    /// Of the packs known by then, but those in `gone`.
    init(of catalogue: PackCatalogue, without gone: Set<Digest> = []) {
        self.catalogue = catalogue
        self.gone = gone
    }

    func contains(_ pack: Pack) throws(StoreError) -> Bool {
        guard !gone.contains(pack.id) else { return false }
        return try pack.isWhole()
    }

    /// Whether some recipe of the blob has all of its chunks in these packs.
    func make(_ blob: Digest, size: UInt64) throws(StoreError) -> Bool {
        // A blob of one chunk is its chunk.
        if try holds(blob, size) { return true }
        for (pack, record) in try catalogue.recipes(of: blob) where record.size == size {
            guard try contains(pack) else { continue }
            if try holdsAll(pack.index.recipe(of: record)) { return true }
        }
        return false
    }

    private func holdsAll(_ recipe: [RecipeEntry]) throws(StoreError) -> Bool {
        for entry in recipe {
            guard try holds(entry.chunk, UInt64(entry.plainLength)) else { return false }
        }
        return true
    }

    private func holds(_ chunk: Digest, _ plainLength: UInt64) throws(StoreError) -> Bool {
        for (pack, record) in try catalogue.knownPlaces(of: chunk)
        where UInt64(record.plainLength) == plainLength {
            if try contains(pack), try holdsBases(of: record) { return true }
        }
        return false
    }

    /// Whether these packs have all that a delta is the difference from, as it is.
    private func holdsBases(of record: ChunkRecord) throws(StoreError) -> Bool {
        for source in record.delta?.sources ?? [] {
            guard try holdsPlain(source.chunk) else { return false }
        }
        return true
    }

    private func holdsPlain(_ chunk: Digest) throws(StoreError) -> Bool {
        for (pack, record) in try catalogue.knownPlaces(of: chunk) where record.delta == nil {
            if try contains(pack) { return true }
        }
        return false
    }
}
