import Hashing

/// Rows of a merged index being put in order.
struct MergedRows {
    private struct Key {
        let digest: Digest
        let pack: UInt32
        let row: UInt32
    }

    private let payloadSize: Int
    private var payloads: [UInt8] = []
    private var keys: [Key] = []

    init(payloadSize: Int) { self.payloadSize = payloadSize }

    mutating func append(_ payload: UnsafeRawBufferPointer, pack: Int) {
        keys.append(
            Key(
                digest: Digest(bytes: .init(rebasing: payload[..<Digest.byteCount])),
                pack: UInt32(truncatingIfNeeded: pack),
                row: UInt32(truncatingIfNeeded: keys.count)))
        payloads.append(contentsOf: payload)
    }

    /// Shows `body` the rows by digest, equal ones by pack.
    mutating func forEachSorted<Failure: Error>(
        _ body: (_ payload: UnsafeRawBufferPointer, _ pack: Int) throws(Failure) -> Void
    ) throws(Failure) {
        keys.sort { ($0.digest, $0.pack) < ($1.digest, $1.pack) }
        let result = payloads.withUnsafeBytes { bytes in
            Result { () throws(Failure) in
                for key in keys {
                    let start = Int(key.row) * payloadSize
                    try body(.init(rebasing: bytes[start..<start + payloadSize]), Int(key.pack))
                }
            }
        }
        try result.get()
    }
}

/// Neighbouring rows of one table of a pack's own index.
struct PackIndexRows {
    let bytes: ArraySlice<UInt8>
    /// Bytes from one row to the next, and how many of them count.
    let rowSize: Int
    let payloadSize: Int

    func forEach(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: rowSize) {
                body(.init(rebasing: all[start..<start + payloadSize]))
            }
        }
    }
}
