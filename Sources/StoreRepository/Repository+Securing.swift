import FileIO
package import Hashing
import Sabotage
import StoreInterface
package import StoreModel

/// How a push keeps what it relies on: it moves back from quarantine what the sweep has moved there.
extension Repository {
    /// Forgets packs that were swept since they were looked through. A push does this when it has its
    /// lease: what it sees in use after that is kept in quarantine at least until the lease is gone.
    package func forgetSweptPacks() throws(StoreError) {
        guard directory != nil else { return }
        for id in try packs.vanished() { packs.remove(id) }
    }

    /// Makes sure that every blob can be read from packs that are in use and whole, whether anything
    /// was swept or not; throws `integrity` if that cannot be. The caller holds the objects
    /// (`keepingObjects`) until its record stands.
    package func secure(
        _ blobs: some Sequence<(digest: Digest, size: UInt64)>
    ) throws(StoreError) {
        if Sabotage.skipsSecuring { return }
        try bringBack(blobs)
        let whole = WholePacks(of: packs)
        for (digest, size) in blobs where size > 0 {
            guard try !whole.make(digest, size: size) else { continue }
            throw StoreError(
                .integrity,
                "blob \(digest.short), which this push relies on, is not whole in the store",
                fix: "run the same push again")
        }
    }

    /// Moves back from quarantine what the blobs need and packs in use do not have.
    private func bringBack(
        _ blobs: some Sequence<(digest: Digest, size: UInt64)>
    ) throws(StoreError) {
        let vanished = try packs.vanished()
        try packs.quarantined.refresh()
        let swept = try packs.quarantined.known()
        // What was repacked stands in a pack that is new.
        try packs.refresh()
        guard !vanished.isEmpty || !swept.isEmpty else { return }
        var search = SweptSearch(packs: packs, vanished: vanished, swept: swept)
        for (digest, size) in blobs where size > 0 { try search.look(for: digest, size: size) }
        for id in search.needed.sorted() { _ = try restorePack(id) }
        // What came back is looked at anew: its file was not there a moment ago.
        for id in vanished { packs.remove(id) }
        try packs.refresh()
    }

    /// Moves back from quarantine all that a blob needs; false if packs in use do not make it then.
    package func resurrect(blob: Digest, size: UInt64) throws(StoreError) -> Bool {
        try keepingObjects { () throws(StoreError) in
            try bringBack([(digest: blob, size: size)])
            return try WholePacks(of: packs).make(blob, size: size)
        }
    }

    /// Brings a chunk back into use that is in quarantine, with what it is the difference from; false if
    /// it cannot be had then.
    package func resurrect(_ chunk: Digest) throws(StoreError) -> Bool {
        guard let record = try bringBack(chunk, where: { _ in true }) else { return false }
        for source in record.delta?.sources ?? [] where try !packs.holdsPlain(source.chunk) {
            _ = try bringBack(source.chunk) { $0.delta == nil }
        }
        return try packs.holds(chunk)
    }

    /// Moves back the pack that has such a copy of the chunk; nil if there is none.
    private func bringBack(
        _ chunk: Digest, where isWanted: (ChunkRecord) -> Bool
    ) throws(StoreError) -> ChunkRecord? {
        guard directory != nil else { return nil }
        guard let (pack, record) = try packs.quarantined.copy(of: chunk, where: isWanted) else {
            return nil
        }
        let isBack = try keepingObjects { () throws(StoreError) in try restorePack(pack.id) }
        guard isBack else { return nil }
        // It may be known as one whose file is gone.
        packs.remove(pack.id)
        try packs.refresh()
        return record
    }

    /// Moves a pack back: its file first, then its index, then the second copy of that, so that there
    /// is never an index without its pack. False if it is gone for good.
    private func restorePack(_ id: Digest) throws(StoreError) -> Bool {
        guard let directory else { return false }
        let index = ObjectLayout.index(id)
        for key in [ObjectLayout.pack(id), index, ObjectLayout.mirror(index)] {
            while try storage.information(key) == nil {
                guard let place = try Quarantine(storage).place(of: key) else {
                    // The second copy can be made again.
                    if key == ObjectLayout.mirror(index) { return true }
                    return false
                }
                // False if another push was first, which the next look finds.
                _ = try attempting("cannot bring back \(path)/\(key)") {
                    () throws(FileError) in
                    let home = try directory.openDirectory(key.parent)
                    let isMoved = try directory.moveFile(
                        place.text, to: home, as: key.lastComponent)
                    try home.sync()
                    return isMoved
                }
            }
        }
        return true
    }
}
