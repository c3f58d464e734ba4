package import Hashing
package import StoreInterface
package import StoreModel
import Synchronization

/// All packs of a store. Grows when this process adds packs and when a look-up that found nothing
/// finds packs of other processes; shrinks when a repair removes one.
package final class PackCatalogue: Sendable {
    private struct State {
        var packs: [Pack] = []
        var known: Set<Digest> = []
        var isLoaded = false
    }

    private let storage: any ObjectStorage
    private let readers = PackReaders()
    private let state = Mutex(State())
    /// What gc has moved aside.
    let quarantined: QuarantinedPacks

    package init(storage: any ObjectStorage) {
        self.storage = storage
        quarantined = QuarantinedPacks(storage: storage, readers: readers)
    }

    /// The packs known so far, newest first, loading them on first use.
    package func all() throws(StoreError) -> [Pack] {
        if state.withLock({ !$0.isLoaded }) { try refresh() }
        return state.withLock { $0.packs }
    }

    /// Every place of a chunk in the packs known so far, newest first.
    package func knownPlaces(of chunk: Digest) throws(StoreError) -> [(Pack, ChunkRecord)] {
        try all().compactMap { pack in pack.index.chunk(chunk).map { (pack, $0) } }
    }

    /// Every place of a chunk, newest first; looks for new packs before it says "none".
    package func places(of chunk: Digest) throws(StoreError) -> [(Pack, ChunkRecord)] {
        let known = try knownPlaces(of: chunk)
        guard known.isEmpty else { return known }
        try refresh()
        let found = try knownPlaces(of: chunk)
        guard found.isEmpty else { return found }
        // Of a version that was removed while somebody reads it.
        try quarantined.refresh()
        return try quarantined.known().compactMap { pack in
            pack.index.chunk(chunk).map { (pack, $0) }
        }
    }

    /// Whether a chunk is stored in a pack that is there, among those known so far.
    package func holds(_ chunk: Digest) throws(StoreError) -> Bool {
        for pack in try all() where pack.index.chunk(chunk) != nil {
            if try pack.isWhole() { return true }
        }
        return false
    }

    /// Every recipe of a blob with the pack that carries it, newest first.
    package func recipes(of blob: Digest) throws(StoreError) -> [(Pack, BlobRecord)] {
        try all().compactMap { pack in pack.index.blob(blob).map { (pack, $0) } }
    }

    /// Adds a pack that this process has just published.
    @discardableResult
    func add(_ index: PackIndex) throws(StoreError) -> Pack {
        let information = try storage.information(ObjectLayout.index(index.id))
        return insert(index, stored: information?.modified ?? Timestamp(milliseconds: 0))
    }

    /// Forgets a pack that was replaced.
    func remove(_ id: Digest) {
        state.withLock { state in
            state.packs.removeAll { $0.id == id }
            state.known.remove(id)
        }
        readers.close(id)
    }

    /// The known packs of which the file or the index is no longer in use.
    func vanished() throws(StoreError) -> Set<Digest> {
        let known = state.withLock { $0.known }
        guard !known.isEmpty else { return [] }
        var names: Set<String> = []
        for place in try storage.list("packs") where place.isPrefix {
            names.formUnion(try storage.list("packs/" + place.name).map(\.name))
        }
        return known.filter { id in
            [ObjectLayout.index(id), ObjectLayout.pack(id)].contains {
                !names.contains($0.lastComponent)
            }
        }
    }

    /// Loads the indexes of packs that are not known yet.
    package func refresh() throws(StoreError) {
        for place in try storage.list("packs") where place.isPrefix {
            for item in try storage.list("packs/" + place.name) {
                guard let id = ObjectLayout.digest(in: item.name, suffix: ".idx"),
                    !state.withLock({ $0.known.contains(id) })
                else { continue }
                try load(id)
            }
        }
        state.withLock { $0.isLoaded = true }
    }

    private func load(_ id: Digest) throws(StoreError) {
        let key = ObjectLayout.index(id)
        do throws(StoreError) {
            let index = try readIndex(id)
            let information = try storage.information(key)
            insert(index, stored: information?.modified ?? Timestamp(milliseconds: 0))
        } catch {
            switch error.code {
            // `verify` names it; what only it holds is missing until it is repaired.
            case .integrity, .notFound, .unknownFormat: return
            default: throw error
            }
        }
    }

    /// The index from its first copy, or from the second where the first is damaged.
    func readIndex(_ id: Digest) throws(StoreError) -> PackIndex {
        let key = ObjectLayout.index(id)
        do throws(StoreError) {
            return try readIndex(id, at: key)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            let twin = ObjectLayout.mirror(key)
            guard try storage.information(twin) != nil else { throw error }
            return try readIndex(id, at: twin)
        }
    }

    private func readIndex(_ id: Digest, at key: ObjectKey) throws(StoreError) -> PackIndex {
        let bytes = try storage.readAll(key, limit: PackLayout.indexLimit)
        guard SHA256Hasher.digest(of: bytes) == id else {
            throw StoreError(
                .integrity, "\(key) does not match its name", fix: "store verify --all --repair")
        }
        return try PackIndex(parsing: bytes, id: id)
    }

    @discardableResult
    private func insert(_ index: PackIndex, stored: Timestamp) -> Pack {
        let pack = Pack(index, stored: stored, storage: storage, readers: readers)
        state.withLock { state in
            guard state.known.insert(index.id).inserted else { return }
            let place = state.packs.firstIndex { $0.stored <= stored } ?? state.packs.endIndex
            state.packs.insert(pack, at: place)
        }
        return pack
    }
}
