import Hashing

/// Bytes being laid out little-endian.
struct LittleEndianBytes {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ raw: [UInt8]) { bytes.append(contentsOf: raw) }

    mutating func append(_ digest: Digest) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Digest.byteCount))
        bytes.withUnsafeMutableBytes { digest.store(to: $0, at: start) }
    }
}
