/// Looks at a sample of a chunk and says what could be gained. Owns room for the sample and belongs
/// to one thread.
final class ChunkProbe {
    /// Bytes of a sample (performance.md §3), and of the pieces that it is taken in.
    static let sampleLength = 16 << 10
    private static let pieceLength = 1 << 10

    private let entropy = ByteEntropy()
    private let repeats = RepeatFinder()
    private let sample = UnsafeMutableRawBufferPointer.allocate(
        byteCount: sampleLength, alignment: 64)
    private let planes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: sampleLength, alignment: 64)
    private var count = 0

    deinit {
        sample.deallocate()
        planes.deallocate()
    }

    /// Takes the sample: all of a short chunk, else pieces spread evenly, at whole elements.
    func take(_ plain: UnsafeRawBufferPointer) {
        guard plain.count > ChunkProbe.sampleLength else {
            sample.copyMemory(from: plain)
            count = plain.count
            return
        }
        let pieces = ChunkProbe.sampleLength / ChunkProbe.pieceLength
        let stride = (plain.count - ChunkProbe.pieceLength) / (pieces - 1) & ~3
        for piece in 0..<pieces {
            let bytes = plain[piece * stride..<piece * stride + ChunkProbe.pieceLength]
            UnsafeMutableRawBufferPointer(rebasing: sample[(piece * ChunkProbe.pieceLength)...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
        }
        count = ChunkProbe.sampleLength
    }

    /// Bits a byte of the sample as it is.
    func byteEntropy() -> Float {
        entropy.bits(of: UnsafeRawBufferPointer(rebasing: sample[..<count]))
    }

    /// Bits a byte of each byte plane of elements of `width` (2 or 4) bytes, from the lowest up.
    func planeEntropies(width: Int) -> SIMD4<Float> {
        BytePlanes.split(
            UnsafeRawBufferPointer(rebasing: sample[..<count]), width: width, into: planes)
        let length = count / width
        var entropies = SIMD4<Float>()
        for plane in 0..<width {
            let bytes = planes[plane * length..<(plane + 1) * length]
            entropies[plane] = entropy.bits(of: UnsafeRawBufferPointer(rebasing: bytes))
        }
        return entropies
    }

    /// Whether the sample repeats itself so much that looking for matches may pay.
    func hasRepeats() -> Bool {
        repeats.hasRepeats(UnsafeRawBufferPointer(rebasing: sample[..<count]))
    }
}
