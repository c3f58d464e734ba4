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
        BlockingThread.onAllProcessors(atMost: chunks.count / 8 + 1) { self.work() }
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return state.bad
    }

    /// Two chunks at a time: their digests cost little more than one.
    private func work() {
        let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 << 20, alignment: 64)
        defer { plain.deallocate() }
        while state.withLock({ $0.failure == nil }) {
            let number = next.add(2, ordering: .relaxed).oldValue
            guard number < chunks.count else { return }
            let first = chunks[number]
            let left = UnsafeMutableRawBufferPointer(
                rebasing: plain[..<Int(first.plainLength)])
            guard number + 1 < chunks.count else { return inspectLast(first, left) }
            let second = chunks[number + 1]
            let right = UnsafeMutableRawBufferPointer(
                rebasing: plain[(1 << 20)..<(1 << 20) + Int(second.plainLength)])
            let failures = source.read(first, into: left, and: second, into: right, from: pack)
            note(failures.0, first)
            note(failures.1, second)
        }
    }

    private func inspectLast(_ chunk: ChunkRecord, _ plain: UnsafeMutableRawBufferPointer) {
        do throws(StoreError) {
            try source.read(chunk, from: pack, into: plain)
        } catch {
            note(error, chunk)
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
