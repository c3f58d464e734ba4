import Hashing
import Sabotage
import StoreInterface
import StoreModel
import Synchronization

/// Reads packs' own indexes, each compared with its name and checked whole, and keeps those of late: a
/// bounded number of bytes, because all of them together grow with the store. First in, first out;
/// whoever uses one keeps it alive.
final class PackIndexes: Sendable {
    /// About forty indexes of packs of 1 GiB.
    private static let limit = 16 << 20

    private struct State {
        var held: [Digest: PackIndex] = [:]
        var order: [Digest] = []
        var bytes = 0

        mutating func forget(_ id: Digest) {
            guard let index = held.removeValue(forKey: id) else { return }
            order.removeAll { $0 == id }
            bytes -= index.bytes.count
        }
    }

    private let storage: any ObjectStorage
    private let state = Mutex(State())

    init(storage: any ObjectStorage) { self.storage = storage }

    /// The index of a pack in use or in quarantine.
    func index(of id: Digest) throws(StoreError) -> PackIndex {
        if let held = state.withLock({ $0.held[id] }) { return held }
        let fresh = try readAnywhere(id)
        state.withLock { state in
            guard state.held.updateValue(fresh, forKey: id) == nil else { return }
            state.order.append(id)
            state.bytes += fresh.bytes.count
            while state.bytes > PackIndexes.limit, let oldest = state.order.first {
                state.forget(oldest)
            }
        }
        return fresh
    }

    func forget(_ id: Digest) { state.withLock { $0.forget(id) } }

    /// The index from its first copy, or from the second where the first is damaged.
    func read(_ id: Digest) throws(StoreError) -> PackIndex {
        let key = ObjectLayout.index(id)
        do throws(StoreError) {
            return try read(id, at: key)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            let twin = ObjectLayout.mirror(key)
            guard try storage.information(twin) != nil else { throw error }
            return try read(id, at: twin)
        }
    }

    /// The index at `key`, which must be that of pack `id`.
    func read(_ id: Digest, at key: ObjectKey) throws(StoreError) -> PackIndex {
        let bytes = try storage.readAll(key, limit: PackLayout.indexLimit)
        guard SHA256Hasher.digest(of: bytes) == id || Sabotage.trustsIndexNames else {
            throw StoreError(
                .integrity, "\(key) does not match its name", fix: "store verify --all --repair")
        }
        return try PackIndex(parsing: bytes, id: id)
    }

    /// gc may have moved the pack aside since it was seen.
    private func readAnywhere(_ id: Digest) throws(StoreError) -> PackIndex {
        do throws(StoreError) {
            return try read(id)
        } catch {
            guard error.code == .notFound,
                let place = try Quarantine(storage).place(of: ObjectLayout.index(id))
            else { throw error }
            return try read(id, at: place)
        }
    }
}
