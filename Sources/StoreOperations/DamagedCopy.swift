import Hashing

/// A copy of a chunk that could not be read when its pack was looked at.
struct DamagedCopy: Hashable {
    let chunk: Digest
    let pack: Digest
}
