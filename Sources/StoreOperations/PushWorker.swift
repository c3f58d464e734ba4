import Chunking
import Compression
import Hashing
import StoreInterface
import StoreModel

/// One thread's part of a push: a segment read, cut, hashed and encoded in its own two buffers.
final class PushWorker {
    private let encoder: any ChunkEncoder
    private let sink: PushSink
    private let reader = SegmentReader()
    /// For files of one segment, whose digest waits for nobody.
    private let hasher = PairHasher()
    private let stored = UnsafeMutableRawBufferPointer.allocate(
        byteCount: CutSegment.readLimit, alignment: 4096)

    init(encoder: any ChunkEncoder, sink: PushSink) {
        self.encoder = encoder
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
                try sink.isStored(digest) ? nil : encode(cut, &storedCount, item.file.path)
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
        _ cut: Cut, _ storedCount: inout Int, _ path: String
    ) throws(StoreError) -> PreparedSegment.Encoding {
        let encoded: EncodedChunk
        do throws(CodecFailure) {
            encoded = try encoder.encode(
                reader.bytes(cut.range), as: PushWorker.kind(of: cut.format.kind))
        } catch {
            throw StoreError(
                .integrity, "cannot encode \(quoted(path)): \(error)",
                fix: "test this machine's memory; nothing was registered")
        }
        guard encoded.codec != .raw else {
            return PreparedSegment.Encoding(codec: .raw, stored: cut.range)
        }
        // The encoder's scratch is overwritten by the next chunk.
        let place = storedCount..<storedCount + encoded.bytes.count
        UnsafeMutableRawBufferPointer(rebasing: stored[place]).copyMemory(from: encoded.bytes)
        storedCount = place.upperBound
        return PreparedSegment.Encoding(codec: encoded.codec, stored: place)
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
