/// A SHA-256 digest: 32 bytes, held as four big-endian words so that comparing and sorting by
/// value is comparing and sorting by bytes.
package struct Digest: Hashable, Comparable, Sendable {
    let w0: UInt64
    let w1: UInt64
    let w2: UInt64
    let w3: UInt64

    /// The number of bytes in a digest.
    package static let byteCount = 32

    /// The digest of no bytes at all: the name of every empty file.
    package static let ofNothing = SHA256Hasher.digest(of: [])

    /// Reads 32 bytes; traps if `bytes` has another length (a programming error).
    package init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Digest.byteCount, "a digest has 32 bytes")
        w0 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        w1 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        w2 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        w3 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    /// Parses 64 lower-case hexadecimal digits; nil for anything else.
    package init?(hex: some StringProtocol) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        for byte in hex.utf8 {
            guard let nibble = Digest.nibble(byte), count < 64 else { return nil }
            switch count / 16 {
            case 0: words.0 = words.0 << 4 | nibble
            case 1: words.1 = words.1 << 4 | nibble
            case 2: words.2 = words.2 << 4 | nibble
            default: words.3 = words.3 << 4 | nibble
            }
            count += 1
        }
        guard count == 64 else { return nil }
        (w0, w1, w2, w3) = words
    }

    /// 64 lower-case hexadecimal digits: what `sha256sum` prints.
    package var hex: String {
        String(unsafeUninitializedCapacity: 64) { out in
            for (index, word) in [w0, w1, w2, w3].enumerated() {
                for digit in 0..<16 {
                    let nibble = Int(word >> UInt64(60 - 4 * digit) & 15)
                    out[index * 16 + digit] = UInt8(nibble < 10 ? 48 + nibble : 87 + nibble)
                }
            }
            return 64
        }
    }

    /// The first 12 digits, for people.
    package var short: String { String(hex.prefix(12)) }

    /// The leading 64 bits: as good a hash as any, because the digest is one.
    package var leadingWord: UInt64 { w0 }

    /// Writes the 32 bytes at `offset`.
    package func store(to bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes.storeBytes(of: w0.bigEndian, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: w1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        bytes.storeBytes(of: w2.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        bytes.storeBytes(of: w3.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }

    package static func < (left: Digest, right: Digest) -> Bool {
        if left.w0 != right.w0 { return left.w0 < right.w0 }
        if left.w1 != right.w1 { return left.w1 < right.w1 }
        if left.w2 != right.w2 { return left.w2 < right.w2 }
        return left.w3 < right.w3
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(w0) }

    private static func nibble(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 48...57: UInt64(byte - 48)
        case 97...102: UInt64(byte - 87)
        default: nil
        }
    }
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}
