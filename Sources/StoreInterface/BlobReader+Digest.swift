package import Hashing
package import StoreModel

extension BlobReader {
    /// Reads the blob whole, in pieces of at most 1 MiB, hands each to `sink`, and says what they hash
    /// to together. A blob that ends early has another digest.
    package func digest(
        passing sink: (UnsafeRawBufferPointer) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(min(1 << 20, max(1, size))), alignment: 64)
        defer { buffer.deallocate() }
        var hasher = SHA256Hasher()
        var offset: UInt64 = 0
        while offset < size {
            let count = try read(at: offset, into: buffer)
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer.prefix(count))
            hasher.update(bytes)
            try sink(bytes)
            offset += UInt64(count)
        }
        return hasher.finish()
    }
}
