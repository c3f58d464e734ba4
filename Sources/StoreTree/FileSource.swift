import StoreInterface
import StoreModel

/// Where an open file's bytes come from.
enum FileSource: Sendable {
    case blob(any BlobReader)
    /// A manifest, whole: it was read and checked when it was opened.
    case document([UInt8])

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        switch self {
        case .blob(let reader):
            return try reader.read(at: offset, into: buffer)
        case .document(let bytes):
            guard offset < UInt64(bytes.count) else { return 0 }
            let rest = bytes[Int(offset)...].prefix(buffer.count)
            buffer.copyBytes(from: rest)
            return rest.count
        }
    }
}
