import Compression
import FileIO
import Hashing
import StoreModel
import StoreRepository
import Synchronization

/// Reads chunks of one pack on all processors, each down to the digest of its plain bytes.
final class ChunkInspection: Sendable {
    /// How many chunks a thread takes at a time; it has room for as many.
    private static let batch = 4

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
        BlockingThread.onAllProcessors(atMost: chunks.count / ChunkInspection.batch + 1) {
            self.work()
        }
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return state.bad
    }

    /// Some chunks at a time, so that of each there is another of about its length.
    private func work() {
        let size = StoredCodec.plainLimit
        let plain = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ChunkInspection.batch * size, alignment: 64)
        defer { plain.deallocate() }
        while state.withLock({ $0.failure == nil }) {
            let start = next.add(ChunkInspection.batch, ordering: .relaxed).oldValue
            guard start < chunks.count else { return }
            let records = Array(chunks[start...].prefix(ChunkInspection.batch))
            let rooms = records.enumerated().map { index, record in
                UnsafeMutableRawBufferPointer(
                    rebasing: plain[(index * size)...].prefix(Int(record.plainLength)))
            }
            let failures = source.read(records, into: rooms, from: pack)
            for (failure, record) in zip(failures, records) { note(failure, record) }
        }
    }

    private func note(_ failure: StoreError?, _ chunk: ChunkRecord) {
        guard let failure else { return }
        state.withLock { state in
            if failure.code == .integrity || failure.code == .inputOutput {
                state.bad.insert(chunk.digest)
            } else {
                state.failure = failure
            }
        }
    }
}
