import Hashing
import StoreModel

/// What the merged index says of a pack.
struct MergedPack: Hashable, Sendable {
    let id: Digest
    /// Bytes.
    let packLength: UInt64
    let stored: Timestamp
    let chunkCount: Int
    let blobCount: Int
}
