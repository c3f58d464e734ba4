import Chunking
import Compression
import Hashing
import StoreModel
import StoreRepository

/// One thread's attempts to store chunks as differences from what stood in their place before.
final class PushDeltas {
    private let parents: ParentTensors
    private let repository: Repository
    private let encoder: DifferenceEncoder
    private let base = UnsafeMutableRawBufferPointer.allocate(
        byteCount: StoredCodec.plainLimit, alignment: 64)

    /// Uses the scratch memory of `encoder`, which is the same thread's.
    init(_ parents: ParentTensors, _ repository: Repository, _ encoder: any ChunkEncoder) {
        self.parents = parents
        self.repository = repository
        self.encoder = DifferenceEncoder(encoder)
    }

    deinit { base.deallocate() }

    /// The stored bytes of a chunk that begins at `offset` of its tensor and what they are the
    /// difference from; nil if it is better stored as it is. Valid until the encoder's next call.
    func encode(
        _ plain: UnsafeRawBufferPointer, _ digest: Digest, of tensor: Tensor, at offset: UInt64,
        as kind: ElementKind
    ) throws(CodecFailure) -> (encoded: EncodedChunk, delta: ChunkDelta)? {
        let range = offset..<offset + UInt64(plain.count)
        // A base that is lost or damaged only means that there is none.
        guard let sources = try? bases(digest, tensor, range), let base = bytes(of: sources),
            let encoded = try encoder.encode(
                plain, from: base, as: kind, overhead: ChunkDelta.overhead(of: sources.count)),
            let again = bytes(of: sources)
        else { return nil }
        try encoder.prove(plain, from: again, as: kind)
        return (encoded, ChunkDelta(width: kind.width, sources: sources))
    }

    private func bases(
        _ digest: Digest, _ tensor: Tensor, _ range: Range<UInt64>
    ) throws(StoreError) -> [DeltaSource]? {
        // A chunk that was lost may be what others are the difference from: it comes back as it was.
        guard try repository.packs.knownPlaces(of: digest).isEmpty else { return nil }
        return try parents.bases(of: tensor, at: range)
    }

    /// What stood there, in this thread's room for it; nil if it cannot be read.
    private func bytes(of sources: [DeltaSource]) -> UnsafeRawBufferPointer? {
        let length = sources.reduce(0) { $0 + Int($1.length) }
        let room = UnsafeMutableRawBufferPointer(rebasing: base[..<length])
        // As above.
        guard (try? repository.chunks.read(sources, into: room)) != nil else { return nil }
        return UnsafeRawBufferPointer(room)
    }
}
