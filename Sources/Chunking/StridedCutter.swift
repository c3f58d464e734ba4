/// Cuts between rows: every `stride` bytes from the start of a tensor, a hash of a sample of the
/// stride before says whether a chunk ends there.
///
/// Rows inserted, removed or moved take their cuts along as they would with `GearCutter`, for a
/// hundredth of the work: 64 bytes are hashed for each stride, not every byte. Nothing is skipped,
/// so a rare hash always ends a chunk, however short: wherever cutting began, it is in step again
/// from there on.
package struct StridedCutter: Hashable, Sendable {
    /// Shorter strides are left to `GearCutter`: a sample has 64 bytes.
    static let shortest = 64
    /// With longer strides there would be too few places to choose from.
    static let longest = 16 << 10

    /// From `shortest` to `longest`; cuts fall on multiples of it, counted from the start of the
    /// region.
    package let stride: Int

    /// Below it lies a hash that always ends a chunk: one in 512 KiB.
    private let always: UInt64
    /// Below it lies a hash that ends a chunk of 256 KiB and more: one in 128 KiB.
    private let late: UInt64

    /// Cuts on multiples of `stride`, from `shortest` to `longest`.
    package init(stride: Int) {
        precondition(
            (StridedCutter.shortest...StridedCutter.longest).contains(stride),
            "a stride is neither short nor long")
        self.stride = stride
        always = ChunkBounds.strict(step: stride)
        late = ChunkBounds.loose(step: stride)
    }

    /// The length in bytes of the next chunk, from 1 to the smaller of 1 MiB and `window.count`.
    /// `window` reaches from the last cut to the end of the segment and is not empty.
    package func length(ofNextIn window: UnsafeRawBufferPointer) -> Int {
        let limit = min(window.count, ChunkBounds.maximum)
        for position in Swift.stride(from: stride, to: limit, by: stride) {
            let threshold = position < ChunkBounds.normal ? always : late
            if hash(before: position, in: window) < threshold { return position }
        }
        // A window that ends here ends with its region or segment; else the cut is between rows.
        return limit == window.count ? limit : limit / stride * stride
    }

    /// Where a segment is to end: the first place in `window` where a chunk always ends, else that
    /// of the smallest hash. From `stride` to the count of `window`, which is longer than `stride`.
    package func bestCut(in window: UnsafeRawBufferPointer) -> Int {
        var best = stride
        var smallest = UInt64.max
        for position in Swift.stride(from: stride, to: window.count, by: stride) {
            let hash = hash(before: position, in: window)
            if hash < smallest { (best, smallest) = (position, hash) }
            if hash < always { break }
        }
        return best
    }

    /// Of eight words spread evenly over the stride, so that rows padded with zeros differ too.
    @inline(__always)
    private func hash(before position: Int, in window: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0
        for word in 0..<8 {
            let at = position - stride + word * (stride / 8)
            hash ^= UInt64(littleEndian: window.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            // The multiplier and the shift of SplitMix64's first round: each bit reaches the top.
            hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        }
        return (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    }
}
