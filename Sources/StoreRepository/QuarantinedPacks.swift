import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// The packs in quarantine, for readers that find what they want nowhere else and for pushes that
/// would store it again. Loaded on first use; a push takes what there was then.
final class QuarantinedPacks: Sendable {
    private let storage: any ObjectStorage
    private let readers: PackReaders
    private let packs = Mutex<[Pack]?>(nil)

    init(storage: any ObjectStorage, readers: PackReaders) {
        self.storage = storage
        self.readers = readers
    }

    /// The packs there were when they were last looked for.
    func known() throws(StoreError) -> [Pack] {
        if let known = packs.withLock({ $0 }) { return known }
        try refresh()
        return packs.withLock { $0 } ?? []
    }

    /// Such a copy of a chunk and its pack, among those.
    func copy(
        of chunk: Digest, where isWanted: (ChunkRecord) -> Bool
    ) throws(StoreError) -> (Pack, ChunkRecord)? {
        for pack in try known() {
            if let record = try pack.index.chunk(chunk), isWanted(record) { return (pack, record) }
        }
        return nil
    }

    /// Looks for them again.
    func refresh() throws(StoreError) {
        let before = packs.withLock { $0 } ?? []
        let quarantine = Quarantine(storage)
        var found: [Pack] = []
        for batch in try quarantine.batches() {
            for key in try quarantine.objects(in: batch) where key.text.hasPrefix("packs/") {
                guard let id = ObjectLayout.digest(in: key.lastComponent, suffix: ".idx"),
                    !found.contains(where: { $0.id == id })
                else { continue }
                if let same = before.first(where: { $0.id == id }) {
                    found.append(same)
                } else if let pack = try load(id, Quarantine.place(of: key, in: batch)) {
                    found.append(pack)
                }
            }
        }
        let all = found
        packs.withLock { $0 = all }
    }

    /// nil for an index that has just gone, or is damaged: it is on its way out.
    private func load(_ id: Digest, _ place: ObjectKey) throws(StoreError) -> Pack? {
        do throws(StoreError) {
            let bytes = try storage.readAll(place, limit: PackLayout.indexLimit)
            guard SHA256Hasher.digest(of: bytes) == id,
                let stored = try storage.information(place)?.modified
            else { return nil }
            return Pack(
                try PackIndex(parsing: bytes, id: id), stored: stored, storage: storage,
                readers: readers)
        } catch {
            guard error.saysNoIndex else { throw error }
            return nil
        }
    }
}
