import FileIO
package import Hashing
package import StoreInterface
package import StoreModel
import Synchronization

/// All packs of a store. Grows when this process adds packs and when a look-up that found nothing
/// finds packs of other processes; shrinks when a repair removes one.
///
/// Where their chunks and recipes stand is asked of the merged index as far as it goes, and of the own
/// indexes of all other packs, which are in memory. The merged index is made and renewed in passing
/// (`PackCatalogue+Merging.swift`).
package final class PackCatalogue: Sendable {
    struct State {
        var merged: MergedPacks?
        var loose = LoosePacks()
        var isLoaded = false
        /// Whether the merged index has been looked for.
        var hasLooked = false
        /// Whether it may be used, and made.
        var mayMerge = true
        /// The seal of one that was found damaged, and how often one was.
        var distrusted: UInt64?
        var losses = 0
        /// Packs whose own index cannot be used.
        var unreadable: Set<Digest> = []
        private var sequence = 0

        func pack(_ id: Digest) -> Pack? { loose.pack(id) ?? merged?.pack(id) }

        func knows(_ id: Digest) -> Bool { pack(id) != nil }

        /// The place in time of a pack that comes now.
        mutating func nextSequence() -> Int {
            sequence = max(sequence, merged?.index.packs.count ?? 0) + 1
            return sequence
        }
    }

    let storage: any ObjectStorage
    let limits: MergeLimits
    let readers = PackReaders()
    let indexes: PackIndexes
    let state = Mutex(State())
    /// Whether some thread is making the merged index. Others wait: what they would do meanwhile is read
    /// all indexes.
    let isMerging = Condition(false)
    /// What gc has moved aside.
    let quarantined: QuarantinedPacks

    package init(storage: any ObjectStorage, limits: MergeLimits = .standard) {
        self.storage = storage
        self.limits = limits
        indexes = PackIndexes(storage: storage)
        quarantined = QuarantinedPacks(storage: storage, readers: readers)
    }

    /// The packs known so far, newest first, loading them on first use.
    package func all() throws(StoreError) -> [Pack] {
        try load()
        return state.withLock { $0.loose.all + ($0.merged?.all ?? []) }
            .sorted { $0.isNewer(than: $1) }
    }

    /// Every place of a chunk in the packs known so far, newest first.
    package func knownPlaces(of chunk: Digest) throws(StoreError) -> [(Pack, ChunkRecord)] {
        try load()
        var (places, merged) = state.withLock { ($0.loose.chunks(chunk), $0.merged) }
        if let merged {
            guard let found = try lookUp(chunk, .chunk, in: merged) else {
                return try knownPlaces(of: chunk)
            }
            for (pack, row) in found {
                if let record = row.chunk {
                    places.append((pack, record))
                } else if let record = try merged.index(of: pack)?.chunk(chunk) {
                    places.append((pack, record))
                }
            }
        }
        return places.count < 2 ? places : places.sorted { $0.0.isNewer(than: $1.0) }
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
        var swept: [(Pack, ChunkRecord)] = []
        for pack in try quarantined.known() {
            if let record = try pack.index.chunk(chunk) { swept.append((pack, record)) }
        }
        return swept
    }

    /// Whether a chunk can be had from packs that are there, among those known so far.
    package func holds(_ chunk: Digest) throws(StoreError) -> Bool {
        for (pack, record) in try knownPlaces(of: chunk) {
            if try pack.isWhole(), try holdsBases(of: record) { return true }
        }
        return false
    }

    /// Every recipe of a blob with the pack that carries it, newest first.
    package func recipes(of blob: Digest) throws(StoreError) -> [(Pack, BlobRecord)] {
        try load()
        var recipes: [(Pack, BlobRecord)]
        let merged: MergedPacks?
        (recipes, merged) = state.withLock { ($0.loose.blobs(blob), $0.merged) }
        if let merged {
            guard let found = try lookUp(blob, .blob, in: merged) else {
                return try self.recipes(of: blob)
            }
            for (pack, _) in found {
                guard let record = try merged.index(of: pack)?.blob(blob) else { continue }
                recipes.append((pack, record))
            }
        }
        return recipes.count < 2 ? recipes : recipes.sorted { $0.0.isNewer(than: $1.0) }
    }

    /// Adds a pack that this process has just published.
    @discardableResult
    func add(_ index: PackIndex) throws(StoreError) -> Pack {
        let information = try storage.information(ObjectLayout.index(index.id))
        let pack = insert(index, stored: information?.modified ?? Timestamp(milliseconds: 0))
        // What cannot be listed now is merged another time.
        if isMergeDue(beside: []), let listed = try? listed() { merge(listed) }
        return pack
    }

    /// Forgets a pack that was replaced.
    package func remove(_ id: Digest) {
        state.withLock { state in
            state.loose.remove(id)
            state.merged?.remove(id)
        }
        indexes.forget(id)
        readers.close(id)
    }

    /// The known packs of which the file or the index is no longer in use.
    package func vanished() throws(StoreError) -> Set<Digest> {
        let known = state.withLock { $0.loose.all + ($0.merged?.all ?? []) }.map(\.id)
        guard !known.isEmpty else { return [] }
        var names: Set<String> = []
        for place in try storage.list("packs") where place.isPrefix {
            names.formUnion(try storage.list("packs/" + place.name).map(\.name))
        }
        return Set(
            known.filter { id in
                [ObjectLayout.index(id), ObjectLayout.pack(id)].contains {
                    !names.contains($0.lastComponent)
                }
            })
    }

    /// Takes packs into use that are not known yet.
    package func refresh() throws(StoreError) {
        let listed = try listed()
        lookForMerged(listed)
        if isMergeDue(beside: unknown(of: listed)) { merge(listed) }
        for id in unknown(of: listed) { try load(id) }
        state.withLock { $0.isLoaded = true }
        if isMergeDue(beside: []) { merge(listed) }
    }

    /// Reads the own index of every pack from now on and no merged one, for who must not believe what
    /// cannot be checked in full.
    package func useOwnIndexes() {
        state.withLock { state in
            state = State()
            state.mayMerge = false
            state.hasLooked = true
        }
    }

    /// A pack's own index, from its first copy or its second.
    func readIndex(_ id: Digest) throws(StoreError) -> PackIndex { try indexes.read(id) }

    /// Every pack of which there is an index in use.
    private func listed() throws(StoreError) -> Set<Digest> {
        var found: Set<Digest> = []
        for place in try storage.list("packs") where place.isPrefix {
            for item in try storage.list("packs/" + place.name) {
                if let id = ObjectLayout.digest(in: item.name, suffix: ".idx") { found.insert(id) }
            }
        }
        return found
    }

    private func load() throws(StoreError) {
        if state.withLock({ !$0.isLoaded }) { try refresh() }
    }

    private func load(_ id: Digest) throws(StoreError) {
        do throws(StoreError) {
            let index = try readIndex(id)
            let information = try storage.information(ObjectLayout.index(id))
            insert(index, stored: information?.modified ?? Timestamp(milliseconds: 0))
        } catch {
            guard error.saysNoIndex else { throw error }
            state.withLock { _ = $0.unreadable.insert(id) }
        }
    }

    @discardableResult
    private func insert(_ index: PackIndex, stored: Timestamp) -> Pack {
        state.withLock { state in
            state.unreadable.remove(index.id)
            if let known = state.pack(index.id) ?? state.merged?.add(index.id) { return known }
            let pack = Pack(
                index, stored: stored, sequence: state.nextSequence(), storage: storage,
                readers: readers)
            state.loose.add(pack, index)
            return pack
        }
    }
}
