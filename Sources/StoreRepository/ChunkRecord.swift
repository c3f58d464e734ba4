package import Compression
package import Hashing

/// Where a pack holds a chunk, and what its stored bytes must be.
package struct ChunkRecord: Hashable, Sendable {
    package let digest: Digest
    /// Bytes from the start of the pack.
    package let offset: UInt64
    package let storedLength: UInt32
    package let plainLength: UInt32
    package let codec: StoredCodec
    /// XXH3-64 of the stored bytes.
    package let checksum: UInt64
    /// What the stored bytes are the difference from; nil: from nothing.
    package let delta: ChunkDelta?
}

/// One step of a recipe: the next chunk of a blob.
package struct RecipeEntry: Hashable, Sendable {
    package let chunk: Digest
    package let plainLength: UInt32

    package init(chunk: Digest, plainLength: UInt32) {
        self.chunk = chunk
        self.plainLength = plainLength
    }
}

/// A blob that needs a recipe, because it has more than one chunk.
package struct BlobRecord: Hashable, Sendable {
    package let digest: Digest
    package let size: UInt64
    package let firstEntry: Int
    package let entryCount: Int
}
