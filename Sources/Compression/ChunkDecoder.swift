/// Turns stored bytes back into plain bytes. Owns scratch memory and belongs to one thread. What is
/// stored may be hostile: nothing is written outside `plain` and the scratch, and nothing is
/// allocated by what a frame or a plane claims.
package final class ChunkDecoder {
    /// The largest window that a frame may ask for: windowLog 23 (reliability.md §3).
    package static let windowLimit: UInt64 = 1 << 23

    private let frames: FrameDecoder
    private let planes: PlaneDecoder

    package init() {
        frames = FrameDecoder()
        planes = PlaneDecoder(frames: frames)
    }

    /// Fills all of `plain`, whose length is what the index claims of the chunk; throws if `stored`
    /// is anything but exactly that chunk. After an error the content of `plain` means nothing.
    package func decode(
        _ codec: StoredCodec, stored: UnsafeRawBufferPointer,
        into plain: UnsafeMutableRawBufferPointer
    ) throws(CodecFailure) {
        guard plain.count <= StoredCodec.plainLimit else { throw .tooLong(plain.count) }
        switch codec {
        case .raw:
            guard stored.count == plain.count else {
                throw .wrongLength(expected: plain.count, found: UInt64(stored.count))
            }
            plain.copyMemory(from: stored)
        case .zstd: try frames.decode(stored, into: plain)
        case .planes2: try planes.decodePairs(stored, into: plain)
        case .planes4: try planes.decodeQuads(stored, into: plain)
        }
    }
}
