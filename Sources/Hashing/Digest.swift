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
        // A substring of another encoding has to be copied first.
        let digest =
            hex.utf8.withContiguousStorageIfAvailable { Digest(hexDigits: .init($0)) }
            ?? Array(hex.utf8).withUnsafeBytes { Digest(hexDigits: $0) }
        guard let digest else { return nil }
        self = digest
    }

    /// The same of the digits' ASCII bytes.
    package init?(hexDigits digits: UnsafeRawBufferPointer) {
        guard digits.count == 2 * Digest.byteCount,
            let first = Digest.word(digits, 0), let second = Digest.word(digits, 16),
            let third = Digest.word(digits, 32), let fourth = Digest.word(digits, 48)
        else { return nil }
        (w0, w1, w2, w3) = (first, second, third, fourth)
    }

    /// What the 16 digits at `offset` say; nil if one of them is none.
    private static func word(_ digits: UnsafeRawBufferPointer, _ offset: Int) -> UInt64? {
        guard let high = half(digits, offset), let low = half(digits, offset + 8) else {
            return nil
        }
        return high << 32 | low
    }

    /// The same of 8 digits, all at once: a byte of a word for each.
    private static func half(_ digits: UnsafeRawBufferPointer, _ offset: Int) -> UInt64? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let text = UInt64(bigEndian: digits.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        // "a" to "f" are 0x61 to 0x66, the figures 0x30 to 0x39.
        let letters = text >> 6 & ones
        let values = text & (0x0F &* ones) &+ 9 &* letters
        let isLarge = (values &+ 6 &* ones) >> 4 & ones
        guard values &+ 0x30 &* ones &+ 0x27 &* letters == text, isLarge == letters,
            values & (0xF0 &* ones) == 0
        else { return nil }
        let bytes = (values >> 4 | values) & 0x00FF_00FF_00FF_00FF
        let pairs = (bytes >> 8 | bytes) & 0x0000_FFFF_0000_FFFF
        return (pairs >> 16 | pairs) & 0xFFFF_FFFF
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
}

extension Digest: CustomStringConvertible {
    package var description: String { hex }
}
