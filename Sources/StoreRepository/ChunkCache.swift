import Hashing
import Synchronization

/// Decoded chunks that a reader took only a part of: the next small read wants the rest. First in,
/// first out, bounded in bytes.
final class ChunkCache: Sendable {
    /// The checked plain bytes of one chunk.
    final class Entry: @unchecked Sendable {
        // Proof for @unchecked: filled before it is shared, never written after.
        let bytes: UnsafeMutableRawBufferPointer

        init(count: Int) { bytes = .allocate(byteCount: count, alignment: 64) }
        deinit { bytes.deallocate() }
    }

    private struct State {
        var entries: [Digest: Entry] = [:]
        var order: [Digest] = []
        var byteCount = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Holds at most `limit` bytes.
    init(limit: Int) { self.limit = limit }

    func entry(_ digest: Digest) -> Entry? { state.withLock { $0.entries[digest] } }

    func insert(_ entry: Entry, as digest: Digest) {
        let evicted = state.withLock { state -> [Entry] in
            guard state.entries[digest] == nil else { return [] }
            state.entries[digest] = entry
            state.order.append(digest)
            state.byteCount += entry.bytes.count
            var out: [Entry] = []
            while state.byteCount > limit, let oldest = state.order.first {
                state.order.removeFirst()
                guard let gone = state.entries.removeValue(forKey: oldest) else { continue }
                state.byteCount -= gone.bytes.count
                out.append(gone)
            }
            return out
        }
        _ = evicted  // freed here, outside the lock
    }
}
