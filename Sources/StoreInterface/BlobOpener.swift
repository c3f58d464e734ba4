package import Hashing
package import StoreModel

/// Opens blobs by digest for checked reading.
package protocol BlobOpener: Sendable {
    /// Finds every chunk of the blob; throws `integrity` if one is missing or the blob's size is
    /// not `size`.
    func openBlob(_ digest: Digest, size: UInt64) throws(StoreError) -> any BlobReader
}

/// A blob's plain bytes. Shared by all threads; reads are positional.
package protocol BlobReader: AnyObject, Sendable {
    var size: UInt64 { get }
    /// When the blob was first stored: the mtime of its files.
    var stored: Timestamp { get }
    /// Fills `buffer` with the plain bytes from `offset`, as far as the blob reaches, and returns
    /// how many. Every byte has been checked against the digest of its chunk; throws `integrity`
    /// otherwise.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int
}
