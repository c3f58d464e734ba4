package import FileIO
package import Hashing

/// Finds files whose bytes are whole blobs.
package protocol PlainFiles: Sendable {
    /// A file that was hashed and is still what it was then, and that nobody but its owner could write
    /// to; nil where there is none, or not yet. Reads no bytes.
    func plainFile(_ digest: Digest, size: UInt64) -> FileReader?
}
