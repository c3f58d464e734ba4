/// Chooses between raw, zstd frames and byte planes by what a chunk is said to hold and by what a
/// sample of it shows (decision 0021). Owns scratch memory, about 6 MiB, and belongs to one thread.
package final class AdaptiveEncoder: ChunkEncoder {
    private let level: Int32
    private let probe = ChunkProbe()
    private let literals = LiteralFrames()
    private let frames: ZstdFrames
    private let planes: PlaneEncoder
    private let proof = EncodingProof()

    /// `level` is zstd's, from 1 to 19. At 1 matches are looked for where the sample repeats itself;
    /// above it in everything that is not random, and the smallest result is taken.
    package init(level: Int32 = 1) {
        self.level = level
        frames = ZstdFrames(level: level)
        planes = PlaneEncoder(literals: literals)
    }

    package func encode(
        _ plain: UnsafeRawBufferPointer, as kind: ElementKind, repeats: RepeatSearch
    ) throws(CodecFailure) -> EncodedChunk {
        guard plain.count <= StoredCodec.plainLimit else { throw .tooLong(plain.count) }
        let raw = EncodedChunk(codec: .raw, bytes: plain)
        guard plain.count > 0 else { return raw }
        probe.take(plain)
        let outlook = Outlook(probe, kind)
        guard !outlook.isRandom else { return raw }
        let best = try smallest(of: plain, outlook, repeats)
        guard ByteEntropy.isWorthwhile(best.bytes.count, of: plain.count) else { return raw }
        try proof.check(best.codec, best.bytes, against: plain)
        return best
    }

    package func estimate(
        _ plain: UnsafeRawBufferPointer, as kind: ElementKind
    ) -> SizeEstimate {
        probe.take(plain)
        let outlook = Outlook(probe, kind)
        return SizeEstimate(
            bytes: Int((Float(plain.count) * outlook.bits / 8).rounded()),
            mayRepeat: outlook.triesMatches)
    }

    /// Each of the three has scratch memory of its own, so that all can be held side by side.
    private func smallest(
        of plain: UnsafeRawBufferPointer, _ outlook: Outlook, _ repeats: RepeatSearch
    ) throws(CodecFailure) -> EncodedChunk {
        // A short chunk costs little, and its sample is too short to show what repeats.
        let isByChance = repeats == .exceptInPlanes && outlook.layout != nil
        let triesMatches =
            (outlook.triesMatches && !isByChance) || level > 1
            || plain.count <= ChunkProbe.sampleLength
        var best = EncodedChunk(codec: .raw, bytes: plain)
        if let layout = outlook.layout {
            let stored = try planes.encode(
                plain, width: layout.width, entropies: layout.entropies,
                others: triesMatches ? frames : nil)
            best = best.orSmaller(layout.codec, stored)
        }
        if triesMatches { best = best.orSmaller(.zstd, try frames.encode(plain)) }
        if outlook.triesLiterals { best = best.orSmaller(.zstd, try literals.encode(plain)) }
        return best
    }
}
