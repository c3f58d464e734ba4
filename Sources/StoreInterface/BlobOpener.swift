package import Hashing
package import StoreModel

/// Opens blobs by digest for checked reading.
package protocol BlobOpener: Sendable {
    /// Finds every chunk of the blob; throws `integrity` if one is missing, the blob's size is not
    /// `size`, or the chunks that are said to make it do not. May read the whole blob to find out.
    func openBlob(_ digest: Digest, size: UInt64) throws(StoreError) -> any BlobReader
    /// When the blob was first stored, as far as can be told: the mtime of its files. Reads no
    /// bytes of it; throws as `openBlob` does.
    func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp
}

/// A blob's plain bytes. Shared by all threads; reads are positional.
package protocol BlobReader: AnyObject, Sendable {
    var size: UInt64 { get }
    /// Fills `buffer` with the plain bytes from `offset`, as far as the blob reaches, and returns
    /// how many. Every byte has been checked against the digest of its chunk; throws `integrity`
    /// otherwise.
    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int
}
