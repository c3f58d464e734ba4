import StoreInterface
import StoreModel

/// A blob in memory.
final class FakeBlob: BlobReader {
    let bytes: [UInt8]
    let stored: Timestamp

    init(bytes: [UInt8], stored: Timestamp) {
        self.bytes = bytes
        self.stored = stored
    }

    var size: UInt64 { UInt64(bytes.count) }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        guard offset < size else { return 0 }
        let rest = bytes[Int(offset)...].prefix(buffer.count)
        buffer.copyBytes(from: rest)
        return rest.count
    }
}
