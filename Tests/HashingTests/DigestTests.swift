import Hashing
import Testing

@Suite("Digests")
struct DigestTests {
    @Test("hexadecimal goes round")
    func hexRoundTrip() throws {
        let hex = "00ff10ef0123456789abcdef0123456789abcdef0123456789abcdef01234567"
        let digest = try #require(Digest(hex: hex))
        #expect(digest.hex == hex)
        #expect(digest.description == hex)
        #expect(digest.short == "00ff10ef0123")
    }

    @Test(
        "what is not 64 lower-case hexadecimal digits is refused",
        arguments: [
            "", "0", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
            String(repeating: "A", count: 64), String(repeating: "g", count: 64),
            " " + String(repeating: "0", count: 63), String(repeating: "０", count: 64),
            "0x" + String(repeating: "0", count: 62),
        ])
    func badHex(_ text: String) {
        #expect(Digest(hex: text) == nil)
        #expect(Digest(hex: String(repeating: "0", count: 63) + "\0") == nil)
    }

    @Test("any other byte in any place is refused")
    func everyByte() throws {
        var text = Array(String(repeating: "5a", count: 32).utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                let kept = text[place]
                text[place] = byte
                let digest = text.withUnsafeBytes { Digest(hexDigits: $0) }
                text[place] = kept
                let isDigit = (48...57).contains(byte) || (97...102).contains(byte)
                #expect((digest != nil) == isDigit, "\(byte) at \(place)")
                guard let digest, isDigit else { continue }
                #expect(Array(digest.hex.utf8)[place] == byte)
            }
        }
    }

    @Test("bytes go round, in order")
    func byteRoundTrip() throws {
        let bytes = (0..<32).map { UInt8($0 * 7 + 1) }
        let digest = bytes.withUnsafeBytes { Digest(bytes: $0) }
        var out = [UInt8](repeating: 0xEE, count: 40)
        out.withUnsafeMutableBytes { digest.store(to: $0, at: 5) }
        #expect(Array(out[5..<37]) == bytes)
        #expect(out[..<5].allSatisfy { $0 == 0xEE } && out[37...].allSatisfy { $0 == 0xEE })
        #expect(digest.hex.hasPrefix("01080f"))
        #expect(digest.leadingWord == 0x0108_0F16_1D24_2B32)
    }

    @Test("order is the order of the bytes, whichever byte differs")
    func ordering() {
        for place in 0..<32 {
            var low = [UInt8](repeating: 0x7F, count: 32)
            var high = low
            low[place] = 0x7F
            high[place] = 0x80
            // What stands behind the first difference must not count.
            if place < 31 { low[place + 1] = 0xFF }
            let left = low.withUnsafeBytes { Digest(bytes: $0) }
            let right = high.withUnsafeBytes { Digest(bytes: $0) }
            #expect(left < right && !(right < left) && left != right, "byte \(place)")
            #expect(left.hex < right.hex, "byte \(place)")
        }
    }

    @Test("equal digests are one key, unequal ones are two")
    func hashing() {
        let digests = (0..<256).map { SHA256Hasher.digest(of: [UInt8($0)]) }
        #expect(Set(digests + digests).count == 256)
    }
}
