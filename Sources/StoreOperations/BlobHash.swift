import Hashing
import StoreInterface
import StoreModel

/// Reads a blob whole and says what it hashes to.
enum BlobHash {
    static func of(
        _ blob: Digest, size: UInt64, in opener: any BlobOpener
    ) throws(StoreError) -> Digest {
        let reader = try opener.openBlob(blob, size: size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = SHA256Hasher()
        var offset: UInt64 = 0
        while offset < size {
            let count = try reader.read(at: offset, into: buffer)
            guard count > 0 else { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
            offset += UInt64(count)
        }
        return hasher.finish()
    }
}
