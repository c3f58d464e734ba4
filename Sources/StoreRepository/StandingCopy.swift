import FileIO
package import Hashing

/// A plain copy in `cache/blobs/`, sound or not.
package struct StandingCopy: Hashable, Sendable {
    package let digest: Digest
    /// Bytes.
    package let size: UInt64
    /// When it was last read, as far as the file system says: nanoseconds since the epoch.
    package let lastRead: Int64

    init(_ digest: Digest, _ status: FileStatus) {
        self.digest = digest
        size = status.size
        lastRead = max(status.accessed, status.modified)
    }
}
