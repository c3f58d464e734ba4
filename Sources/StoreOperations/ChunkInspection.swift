import Compression
import FileIO
import Hashing
import StoreModel
import StoreRepository
import Synchronization

/// Reads chunks of one pack on all processors, each down to the digest of its plain bytes.
final class ChunkInspection: Sendable {
    private struct State {

        var bad: Set<Digest> = []
        var failure: StoreError?
    }

    private let pack: Pack
    private let chunks: [ChunkRecord]
    private let source: ChunkSource
    private let next = Atomic<Int>(0)
    private let state = Mutex(State())

    /// - Parameter chunks: in the order of their offsets, so that the disk is read in order.
    init(pack: Pack, chunks: [ChunkRecord], source: ChunkSource) {
        self.pack = pack
        self.chunks = chunks
        self.source = source
    }

    /// The chunks whose copy in this pack is damaged. Throws what is no damage: a lack of descriptors
    /// or of permission says nothing of the bytes.
    func run() throws(StoreError) -> Set<Digest> {
        BlockingThread.onAllProcessors(atMost: chunks.count) {
            self.work()
        }
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return state.bad
    }

    private func work() {
        let rooms = (0..<DigestLanes.count).map { _ in
            UnsafeMutableRawBufferPointer.allocate(
                byteCount: StoredCodec.plainLimit, alignment: 64)
        }
        defer { for room in rooms { room.deallocate() } }
        source.inspect(pack, in: rooms, next: take, failed: note)
    }

    private func take() -> ChunkRecord? {
        guard state.withLock({ $0.failure == nil }) else { return nil }
        let index = next.add(1, ordering: .relaxed).oldValue
        return index < chunks.count ? chunks[index] : nil
    }

    private func note(_ chunk: ChunkRecord, _ error: StoreError) {
        state.withLock { state in
            if error.code == .integrity || error.code == .inputOutput {
                state.bad.insert(chunk.digest)
            } else {
                state.failure = error
            }
        }
    }
}
