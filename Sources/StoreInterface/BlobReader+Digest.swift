package import Hashing
package import StoreModel

extension BlobReader {
    /// Reads the blob whole, in pieces of 1 MiB, and says what it hashes to.
    package func digest() throws(StoreError) -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = SHA256Hasher()
        var offset: UInt64 = 0
        while offset < size {
            let count = try read(at: offset, into: buffer)
            guard count > 0 else { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
            offset += UInt64(count)
        }
        return hasher.finish()
    }
}
