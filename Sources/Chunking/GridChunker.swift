/// Cuts at fixed distances. Cheap, and enough where data keep their place from one version to the
/// next; bytes inserted cost everything behind them up to the end of the blob.
package struct GridChunker: Chunker, Hashable {
    /// 256 KiB: small enough to share most of a tensor that changed in one place, large enough that
    /// zstd has its whole window and an index entry of 64 bytes weighs nothing.
    package static let standard = GridChunker(length: 262_144)

    package let maximumChunk: Int

    /// Cuts every `length` bytes. `length` divides `Segment.length`, so that where segments end
    /// makes no cut that the grid would not have made.
    package init(length: Int) {
        precondition(
            length > 0 && length <= Segment.chunkLimit && Segment.length % length == 0,
            "a grid divides a segment")
        maximumChunk = length
    }

    package func length(ofNextIn window: UnsafeRawBufferPointer) -> Int {
        min(maximumChunk, window.count)
    }
}
