import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// The pack files that are open: a bounded number, because a store has more packs than a process may
/// have descriptors. First in, first out; whoever is still reading keeps a reader alive.
final class PackReaders: Sendable {
    /// A process limited to 64 descriptors still works; opening a pack again costs microseconds.
    private static let limit = 32

    private struct State {
        var open: [Digest: any ObjectReader] = [:]
        var order: [Digest] = []
    }

    private let state = Mutex(State())

    func reader(
        of pack: Digest, in storage: any ObjectStorage
    ) throws(StoreError) -> any ObjectReader {
        if let open = state.withLock({ $0.open[pack] }) { return open }
        let fresh = try open(ObjectLayout.pack(pack), in: storage)
        // gc deletes no pack that somebody holds open.
        (fresh as? DirectoryObjectReader)?.hold()
        return keep(fresh, as: pack)
    }

    /// The pack in use, or in quarantine; once more in use, if a push has just brought it back.
    private func open(
        _ key: ObjectKey, in storage: any ObjectStorage
    ) throws(StoreError) -> any ObjectReader {
        do throws(StoreError) {
            return try storage.open(key)
        } catch {
            guard error.code == .notFound else { throw error }
            let place = try Quarantine(storage).place(of: key)
            return try storage.open(place ?? key)
        }
    }

    /// Forgets the file of a pack that was replaced.
    func close(_ pack: Digest) {
        let gone = state.withLock { state in
            state.order.removeAll { $0 == pack }
            return state.open.removeValue(forKey: pack)
        }
        _ = gone  // closed here, outside the lock
    }

    private func keep(_ reader: any ObjectReader, as pack: Digest) -> any ObjectReader {
        let (kept, evicted) = state.withLock { state -> (any ObjectReader, (any ObjectReader)?) in
            if let open = state.open[pack] { return (open, reader) }
            state.open[pack] = reader
            state.order.append(pack)
            guard state.order.count > PackReaders.limit else { return (reader, nil) }
            return (reader, state.open.removeValue(forKey: state.order.removeFirst()))
        }
        _ = evicted  // closed here, outside the lock
        return kept
    }
}
