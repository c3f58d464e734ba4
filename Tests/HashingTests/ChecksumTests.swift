import Hashing
import Testing

@Suite("XXH3-64")
struct ChecksumTests {
    /// From xxHash's own sanity test: XXH3_64bits of nothing, with seed 0 and the default secret.
    @Test("the published value of no bytes")
    func nothing() {
        #expect(Checksum.of(UnsafeRawBufferPointer(start: nil, count: 0)) == 0x2D06_8005_38D3_94C2)
    }

    @Test("every flipped bit changes it")
    func bitFlips() {
        var bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        let original = bytes.withUnsafeBytes { Checksum.of($0) }
        for bit in 0..<(bytes.count * 8) {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(bytes.withUnsafeBytes { Checksum.of($0) } != original, "bit \(bit)")
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
    }
}
