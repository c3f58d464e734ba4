import Chunking
import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// One thread's part of a push: a segment read, cut, hashed and encoded in its own two buffers.
final class PushWorker {
    private let encoder: any ChunkEncoder
    private let deltas: PushDeltas?
    private let sink: PushSink
    private let reader = SegmentReader()
    /// For files of one segment, whose digest waits for nobody.
    private let hasher = PairHasher()
    private let stored = UnsafeMutableRawBufferPointer.allocate(
        byteCount: CutSegment.readLimit, alignment: 4096)

    /// `deltas` shares the encoder.
    init(encoder: any ChunkEncoder, deltas: PushDeltas?, sink: PushSink) {
        self.encoder = encoder
        self.deltas = deltas
        self.sink = sink
    }

    deinit { stored.deallocate() }

    /// The stored bytes of a chunk of the segment at hand.
    func storedBytes(
        _ chunk: PreparedSegment.Chunk, _ encoding: PreparedSegment.Encoding
    ) -> UnsafeRawBufferPointer {
        encoding.codec == .raw
            ? reader.bytes(chunk.plain) : UnsafeRawBufferPointer(rebasing: stored[encoding.stored])
    }

    /// Reads and prepares a segment; the buffers hold it until the next call. nil if a segment before
    /// it cannot be read.
    func prepare(_ item: PushItem) throws(StoreError) -> PreparedSegment? {
        guard let segment = item.segment else {
            return PreparedSegment(chunks: [], blob: Digest.ofNothing)
        }
        try reader.read(segment.range, of: item.file)
        let cuts = item.plan.cuts(of: segment, in: reader.bytes(0..<segment.range.count))
        guard let (digests, blob) = hash(cuts, item) else { return nil }
        var chunks: [PreparedSegment.Chunk] = []
        var storedCount = 0
        for (cut, digest) in zip(cuts, digests) {
            let encoding =
                try sink.isStored(digest) ? nil : encode(cut, digest, &storedCount, item)
            chunks.append(
                PreparedSegment.Chunk(digest: digest, plain: cut.range, encoding: encoding))
        }
        return PreparedSegment(chunks: chunks, blob: blob)
    }

    /// The digests of all chunks, and at its end that of the file: both in one pass over the bytes.
    private func hash(_ cuts: [Cut], _ item: PushItem) -> ([Digest], Digest?)? {
        if item.running == nil, cuts.count == 1 {
            let digest = SHA256Hasher.digest(of: reader.bytes(cuts[0].range))
            return ([digest], digest)
        }
        let all = { (hasher: PairHasher) -> ([Digest], Digest?) in
            let digests = cuts.map { hasher.update(self.reader.bytes($0.range)) }
            return (digests, item.isLast ? hasher.finish() : nil)
        }
        guard let running = item.running else { return all(hasher) }
        return running.inTurn(item.number, all)
    }

    private func encode(
        _ cut: Cut, _ digest: Digest, _ storedCount: inout Int, _ item: PushItem
    ) throws(StoreError) -> PreparedSegment.Encoding {
        do throws(CodecFailure) {
            if let (encoded, delta) = try difference(cut, digest, item) {
                return keep(encoded, delta, &storedCount)
            }
            let encoded = try encoder.encode(
                reader.bytes(cut.range), as: PushWorker.kind(of: cut.format.kind))
            guard encoded.codec != .raw else {
                return PreparedSegment.Encoding(codec: .raw, stored: cut.range, delta: nil)
            }
            return keep(encoded, nil, &storedCount)
        } catch {
            throw StoreError(
                .integrity, "cannot encode \(quoted(item.file.path)): \(error)",
                fix: "test this machine's memory; nothing was registered")
        }
    }

    /// The chunk as the difference from what stood in its place in a tensor that has a region of its
    /// own.
    private func difference(
        _ cut: Cut, _ digest: Digest, _ item: PushItem
    ) throws(CodecFailure) -> (encoded: EncodedChunk, delta: ChunkDelta)? {
        let tensors = item.plan.regions[cut.region].tensors
        guard let deltas, let segment = item.segment, tensors.count == 1 else { return nil }
        let tensor = item.plan.tensors[tensors.lowerBound]
        let start = segment.range.lowerBound + UInt64(cut.range.lowerBound)
        // A small tensor may share its region with a header, and behind any there may be padding.
        guard start >= tensor.range.lowerBound,
            start + UInt64(cut.range.count) <= tensor.range.upperBound
        else { return nil }
        return try deltas.encode(
            reader.bytes(cut.range), digest, of: tensor, at: start - tensor.range.lowerBound,
            as: PushWorker.kind(of: cut.format.kind))
    }

    /// Takes what was encoded out of the encoder's scratch, which the next chunk overwrites.
    private func keep(
        _ encoded: EncodedChunk, _ delta: ChunkDelta?, _ storedCount: inout Int
    ) -> PreparedSegment.Encoding {
        let place = storedCount..<storedCount + encoded.bytes.count
        UnsafeMutableRawBufferPointer(rebasing: stored[place]).copyMemory(from: encoded.bytes)
        storedCount = place.upperBound
        return PreparedSegment.Encoding(codec: encoded.codec, stored: place, delta: delta)
    }

    private static func kind(of kind: ElementFormat.Kind) -> ElementKind {
        switch kind {
        case .bf16: .bf16
        case .fp16: .fp16
        case .fp32: .fp32
        case .other: .other
        }
    }
}
