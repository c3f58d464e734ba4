/// Base64 with padding (RFC 4648, section 4), in its one canonical spelling.
package enum Radix64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func text(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            word <<= 8 * UInt32(3 - group.count)
            for place in 0..<4 {
                let isPadding = place > group.count
                let index = Int(word >> UInt32(18 - 6 * place) & 63)
                out.append(isPadding ? UInt8(ascii: "=") : alphabet[index])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// nil for any other character, a missing or superfluous padding, or bits behind the last byte.
    package static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        var out: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 4) {
            let group = digits[start..<start + 4].prefix { $0 != UInt8(ascii: "=") }
            let isWhole = group.count == 4
            let isLast = start + 4 == digits.count
            let rest = digits[(start + group.count)..<(start + 4)]
            guard isWhole || isLast && group.count >= 2,
                rest.allSatisfy({ $0 == UInt8(ascii: "=") })
            else { return nil }
            var word: UInt32 = 0
            for digit in group {
                guard let value = alphabet.firstIndex(of: digit) else { return nil }
                word = word << 6 | UInt32(value)
            }
            word <<= 6 * UInt32(4 - group.count)
            for place in 0..<(group.count - 1) {
                out.append(UInt8(truncatingIfNeeded: word >> UInt32(16 - 8 * place)))
            }
        }
        return Radix64.text(out) == text ? out : nil
    }
}
