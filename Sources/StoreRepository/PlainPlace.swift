import Hashing

/// Where a blob may stand plain, whole and alone in a file.
enum PlainPlace: Hashable, Sendable {
    /// Its copy in `cache/blobs/`.
    case copy
    /// A pack that holds its bytes, in order, and nothing else.
    case pack(Digest)
}
