import Compression
import Hashing
import StoreRepository

/// A segment that has been read, cut, hashed and encoded. The ranges are of its worker's buffers.
struct PreparedSegment {
    struct Chunk {
        let digest: Digest
        let plain: Range<Int>
        /// nil: it is stored already.
        let encoding: Encoding?
    }

    /// What is to be stored of a chunk.
    struct Encoding {
        let codec: StoredCodec
        let stored: Range<Int>
        /// What it is the difference from.
        let delta: ChunkDelta?
    }

    let chunks: [Chunk]
    /// What the file's bytes hash to; nil before its last segment.
    let blob: Digest?
}
