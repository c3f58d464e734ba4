import Hashing

/// What a regular file is. The size is a function of the digest unless a manifest lies; a lie then
/// has a node of its own and cannot spoil the honest one.
struct FileContent: Hashable, Sendable {
    let sha256: Digest
    let size: UInt64
    let isExecutable: Bool

    var permissions: UInt16 { isExecutable ? 0o555 : 0o444 }
}
