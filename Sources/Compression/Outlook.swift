/// Which encodings of a chunk are worth trying: the hint, confirmed by the probe.
struct Outlook {
    /// Byte planes of elements of `width` bytes.
    struct Layout {
        let codec: StoredCodec
        let width: Int
        /// Bits a byte of each plane.
        let entropies: SIMD4<Float>

        /// Bits a byte of the whole, where a plane that gains too little stays raw.
        var bits: Float {
            let kept = entropies.replacing(with: 8, where: entropies .> ByteEntropy.worthwhile)
            return (0..<width).reduce(0) { $0 + kept[$1] } / Float(width)
        }
    }

    /// Nothing promises anything: not tried any further at any level.
    private(set) var isRandom = true
    /// nil: planes promise nothing.
    private(set) var layout: Layout?
    private(set) var triesMatches = false
    private(set) var triesLiterals = false
    /// Bits a byte of the best that looks at single bytes alone; 8 where that gains too little.
    private(set) var bits: Float = 8

    /// A sample that looks this random is; planes of any float, mixed, show more than this.
    private static let random: Float = 7.95
    /// Planes that promise less than this over the bytes as they are do not.
    private static let margin: Float = 0.97
    /// Bytes with so few bits are text or numbers in order, whose repeats are often too short or too
    /// far apart for the sample. Not so where the hint says numbers: fp32 that once was bf16.
    private static let tidy: Float = 5

    init(_ probe: ChunkProbe, _ kind: ElementKind) {
        let bytes = probe.byteEntropy()
        let hasRepeats = probe.hasRepeats()
        triesMatches = hasRepeats || (kind == .other && bytes < Outlook.tidy)
        guard bytes < Outlook.random || triesMatches else { return }
        isRandom = false
        layout = Outlook.layout(
            probe, kind, below: min(bytes * Outlook.margin, ByteEntropy.worthwhile))
        triesLiterals = layout == nil && !hasRepeats && bytes <= ByteEntropy.worthwhile
        bits = layout?.bits ?? (bytes <= ByteEntropy.worthwhile ? bytes : 8)
    }

    /// The layout that promises fewer bits a byte than `limit`, if one does.
    private static func layout(
        _ probe: ChunkProbe, _ kind: ElementKind, below limit: Float
    ) -> Layout? {
        var best: Layout?
        var limit = limit
        for (codec, width) in candidates(kind) {
            let layout = Layout(
                codec: codec, width: width, entropies: probe.planeEntropies(width: width))
            guard layout.bits < limit else { continue }
            best = layout
            // Pairs look nearly as good as four planes of the same numbers, and are.
            limit = layout.bits * margin
        }
        return best
    }

    private static func candidates(_ kind: ElementKind) -> [(StoredCodec, width: Int)] {
        switch kind {
        case .bf16, .fp16: [(.planes2, 2)]
        case .fp32: [(.planes4, 4)]
        case .other: [(.planes2, 2), (.planes4, 4)]
        }
    }
}
