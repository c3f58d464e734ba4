import FileIO
import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// The merged index: found, made, renewed and given up. Nothing here fails: what cannot be made or
/// used costs time and memory.
extension PackCatalogue {
    /// A disk that damages one after the other is left alone after this many.
    private var mostLosses: Int { 3 }

    /// Takes the merged index into use that stands there, once.
    func lookForMerged(_ listed: Set<Digest>) {
        guard state.withLock({ !$0.hasLooked }) else { return }
        adopt(listed)
        state.withLock { $0.hasLooked = true }
    }

    /// Which of these packs are not known, once those are in use of which the merged index speaks.
    func unknown(of listed: Set<Digest>) -> Set<Digest> {
        state.withLock { state in
            listed.filter { !state.knows($0) && state.merged?.add($0) == nil }
        }
    }

    /// Whether too much stands outside of the merged index, or is gone from it; `fresh` packs are to
    /// come.
    func isMergeDue(beside fresh: Set<Digest>) -> Bool {
        state.withLock { state in
            guard state.mayMerge else { return false }
            let packs = limits.packs + (state.merged?.index.packs.count ?? 0) / 16
            let count = state.loose.count + fresh.subtracting(state.unreadable).count
            guard count <= packs else { return true }
            let merged = state.merged?.index
            let rows =
                limits.rows + ((merged?.chunks.rowCount ?? 0) + (merged?.blobs.rowCount ?? 0)) / 4
            return state.loose.rowCount > rows || state.merged?.idleRows ?? 0 > rows
        }
    }

    /// Takes into use what another process has merged, or merges.
    func merge(_ listed: Set<Digest>) {
        isMerging.wait(until: { !$0 }) { $0 = true }
        defer { isMerging.update { $0 = false } }
        guard isMergeDue(beside: unknown(of: listed)) else { return }
        adopt(listed)
        guard isMergeDue(beside: unknown(of: listed)) else { return }
        do throws(StoreError) {
            try write(listed)
            state.withLock { $0.distrusted = nil }
            adopt(listed)
        } catch {
            // A store that is full or cannot be written: this process goes on without.
            let merged = state.withLock { state in
                state.mayMerge = false
                return state.merged
            }
            if let merged, PackCatalogue.isLost(error) { _ = drop(merged) }
        }
    }

    /// The packs in use of which the merged index says that they have a chunk or a recipe; nil if it
    /// has to be given up, after which the same question has another answer.
    func lookUp(
        _ digest: Digest, _ kind: MarkTable.Row, in merged: MergedPacks
    ) throws(StoreError) -> [(Pack, MergedIndex.Row)]? {
        let rows: [MergedIndex.Row]
        do throws(StoreError) {
            rows = try merged.index.rows(digest, kind)
        } catch {
            guard PackCatalogue.isLost(error) else { throw error }
            try giveUp(merged)
            return nil
        }
        do throws(StoreError) {
            return try merged.places(rows)
        } catch {
            // An own index that cannot be read now says nothing of the merged one.
            guard error.code == .integrity else { throw error }
            try giveUp(merged)
            return nil
        }
    }

    /// Whether a merged index that was read with this error is of no more use.
    private static func isLost(_ error: StoreError) -> Bool {
        error.code == .integrity || error.code == .inputOutput
    }

    /// Goes on without a merged index that is damaged.
    private func giveUp(_ merged: MergedPacks) throws(StoreError) {
        if drop(merged) { try refresh() }
    }

    /// Takes a merged index out of use, and removes it, so that it is made again. False if another
    /// thread was first.
    private func drop(_ merged: MergedPacks) -> Bool {
        let isUsed = state.withLock { state in
            guard state.merged === merged else { return false }
            state.merged = nil
            state.distrusted = merged.index.seal
            state.losses += 1
            if state.losses == mostLosses { state.mayMerge = false }
            state.isLoaded = false
            return true
        }
        // One that stays is given up again by the next process.
        if isUsed { try? storage.delete(ObjectLayout.mergedIndex) }
        return isUsed
    }

    /// Takes the merged index into use that stands there, if it is another.
    private func adopt(_ listed: Set<Digest>) {
        let (before, distrusted) = state.withLock { ($0.merged, $0.distrusted) }
        guard let index = MergedIndex.open(storage), index.seal != before?.index.seal,
            index.seal != distrusted
        else { return }
        let merged = MergedPacks(index) { id in
            listed.contains(id) || self.state.withLock { $0.knows(id) }
        } make: { [storage, readers, indexes] pack, number in
            Pack(
                pack, sequence: number, indexes: indexes, storage: storage, readers: readers)
        }
        // One that knows less, of an older state of the store or of another, is written anew.
        if let before, listed.count(where: merged.speaks) < listed.count(where: before.speaks) {
            return
        }
        var kept: [(pack: Pack, index: PackIndex)] = []
        for pack in before?.all ?? [] where !merged.speaks(of: pack.id) {
            // gc has taken it out of use. One whose index is gone too is of no use to anybody.
            guard let own = try? pack.index else { continue }
            let copy = Pack(
                own, stored: pack.stored, sequence: pack.sequence, storage: storage,
                readers: readers)
            kept.append((copy, own))
        }
        state.withLock { state in
            guard state.merged === before else { return }
            for pack in state.loose.all where !merged.speaks(of: pack.id) {
                // Its index is in memory, so there is one.
                if let own = try? pack.index { kept.append((pack, own)) }
            }
            state.loose = LoosePacks()
            for (pack, own) in kept { state.loose.add(pack, own) }
            state.merged = merged
        }
    }

    /// Merges what stands in the merged index, as far as it is in use, with everything else that is.
    private func write(_ listed: Set<Digest>) throws(StoreError) {
        let (merged, loose) = state.withLock { ($0.merged, $0.loose.all) }
        let isOld = { (id: Digest) -> Bool in merged?.speaks(of: id) == true }
        var additions: [MergedIndexWriter.Addition] = []
        for pack in loose.sorted(by: { $1.isNewer(than: $0) })
        where listed.contains(pack.id) && !isOld(pack.id) {
            let merged = MergedPack(try pack.index, stored: pack.stored)
            additions.append(
                .init(pack: merged) { () throws(StoreError) in try pack.index })
        }
        let inMemory = Set(loose.map(\.id))
        for id in listed where !inMemory.contains(id) && !isOld(id) {
            guard let pack = try survey(id) else { continue }
            additions.append(
                .init(pack: pack) { () throws(StoreError) in try self.indexes.index(of: id) })
        }
        guard !additions.isEmpty || merged.map({ $0.idleRows > 0 }) == true else { return }
        try MergedIndexWriter(
            old: merged?.index, keeping: listed.contains, adding: additions,
            rowsAtOnce: limits.rowsAtOnce
        ).write(to: storage)
    }

    /// nil if its own index cannot be used.
    private func survey(_ id: Digest) throws(StoreError) -> MergedPack? {
        do throws(StoreError) {
            let index = try indexes.index(of: id)
            let information = try storage.information(ObjectLayout.index(id))
            return MergedPack(
                index, stored: information?.modified ?? Timestamp(milliseconds: 0))
        } catch {
            guard error.saysNoIndex else { throw error }
            state.withLock { _ = $0.unreadable.insert(id) }
            return nil
        }
    }
}

extension MergedPack {
    fileprivate init(_ index: PackIndex, stored: Timestamp) {
        self.init(
            id: index.id, packLength: index.packLength, stored: stored,
            chunkCount: index.chunkCount, blobCount: index.blobCount)
    }
}
