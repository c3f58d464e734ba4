import FileIO
import Hashing
import StoreModel
import StoreRepository
import Synchronization

/// Reads chunks of one pack on all processors, each down to the digest of its plain bytes.
final class ChunkInspection: Sendable {
    private let pack: Pack
    private let chunks: [ChunkRecord]
    private let source: ChunkSource
    private let next = Atomic<Int>(0)
    private let bad = Mutex<Set<Digest>>([])

    /// - Parameter chunks: in the order of their offsets, so that the disk is read in order.
    init(pack: Pack, chunks: [ChunkRecord], source: ChunkSource) {
        self.pack = pack
        self.chunks = chunks
        self.source = source
    }

    /// The chunks whose copy in this pack is damaged or unreadable.
    func run() -> Set<Digest> {
        BlockingThread.onAllProcessors(atMost: chunks.count / 8 + 1) { self.work() }
        return bad.withLock { $0 }
    }

    private func work() {
        let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { plain.deallocate() }
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < chunks.count else { return }
            let chunk = chunks[number]
            let target = UnsafeMutableRawBufferPointer(
                rebasing: plain.prefix(Int(chunk.plainLength)))
            do throws(StoreError) {
                try source.read(chunk, from: pack, into: target)
            } catch {
                bad.withLock { _ = $0.insert(chunk.digest) }
            }
        }
    }
}
