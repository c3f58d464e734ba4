import Compression
import TestSupport
import Testing

@Suite("Differences of elements")
struct ElementDifferenceTests {
    static func difference(
        _ plain: [UInt8], _ base: [UInt8], _ width: ElementWidth
    ) -> [UInt8] {
        var out = [UInt8](repeating: 0xEE, count: plain.count)
        plain.withUnsafeBytes { plain in
            base.withUnsafeBytes { base in
                out.withUnsafeMutableBytes {
                    ElementDifference.take(plain, from: base, width, into: $0)
                }
            }
        }
        return out
    }

    static func undo(_ difference: [UInt8], _ base: [UInt8], _ width: ElementWidth) -> [UInt8] {
        var out = difference
        out.withUnsafeMutableBytes { out in
            base.withUnsafeBytes { ElementDifference.undo(out, from: $0, width) }
        }
        return out
    }

    /// The format: numbers that a build of another year must read the same.
    @Test("a difference has these bytes")
    func golden() {
        #expect(
            Self.difference([5, 3, 0, 128], [3, 5, 1, 0], .one) == [2, 0xFE ^ 0x7F, 0x80, 0xFF])
        // 0x1234 - 0x1233 = 1; 0x0001 - 0x0003 = -2, all but the sign turned over.
        #expect(
            Self.difference([0x34, 0x12, 1, 0], [0x33, 0x12, 3, 0], .two) == [1, 0, 0x01, 0x80])
        #expect(
            Self.difference([0, 0, 0, 1], [0, 0, 1, 1], .four) == [0xFF, 0xFF, 0x00, 0x80])
    }

    @Test("any bytes come back, wherever they stand", arguments: ElementWidth.allCases)
    func roundTrip(_ width: ElementWidth) {
        for count in [0, 4, 64, 4096, 65_540] {
            let plain = TestData.incompressible(count, seed: 1)
            let base = TestData.incompressible(count, seed: 2)
            let difference = Self.difference(plain, base, width)
            #expect(Self.undo(difference, base, width) == plain)
            #expect(Self.difference(plain, plain, width).allSatisfy { $0 == 0 })
        }
    }

    @Test("bytes that are not aligned come back", arguments: ElementWidth.allCases)
    func unaligned(_ width: ElementWidth) {
        let plain = TestData.incompressible(1001, seed: 3)
        let base = TestData.incompressible(1003, seed: 4)
        var out = [UInt8](repeating: 0, count: 1005)
        plain.withUnsafeBytes { plain in
            base.withUnsafeBytes { base in
                out.withUnsafeMutableBytes { out in
                    let room = UnsafeMutableRawBufferPointer(rebasing: out[5...].prefix(1000))
                    let right = UnsafeRawBufferPointer(rebasing: base[3...])
                    ElementDifference.take(
                        UnsafeRawBufferPointer(rebasing: plain[1...]), from: right, width,
                        into: room)
                    ElementDifference.undo(room, from: right, width)
                }
            }
        }
        #expect(Array(out[5...]) == Array(plain[1...]))
    }

    private static func encode(
        _ plain: [UInt8], from base: [UInt8], as kind: ElementKind = .bf16, overhead: Int = 0
    ) throws -> Int? {
        let encoder = DifferenceEncoder(AdaptiveEncoder())
        return try plain.withUnsafeBytes { plain in
            try base.withUnsafeBytes { base -> Int? in
                let encoded = try encoder.encode(plain, from: base, as: kind, overhead: overhead)
                if encoded != nil { try encoder.prove(plain, from: base, as: kind) }
                return encoded?.bytes.count
            }
        }
    }

    @Test("weights that moved a little take a fraction; others are left alone")
    func worth() throws {
        let base = TestData.gaussianBF16(262_144, seed: 5)
        let tuned = TestWeights.tuned(base, seed: 6)
        // log2(3) bits of 16 are the least; the weights alone need 10.5.
        let stored = try #require(try Self.encode(tuned, from: base))
        #expect(stored < 262_144 * 2 / 16)
        #expect(try Self.encode(TestData.gaussianBF16(262_144, seed: 7), from: base) == nil)
        #expect(try Self.encode(TestData.incompressible(262_144, seed: 8), from: base) == nil)
        let zeros = [UInt8](repeating: 0, count: 262_144)
        #expect(try Self.encode(zeros, from: base) == nil, "zeros are smaller alone")
        #expect(try Self.encode(base, from: zeros) == nil)
    }

    @Test("what the base costs elsewhere counts")
    func overhead() throws {
        let base = TestData.gaussianBF16(65_536, seed: 9)
        let tuned = TestWeights.tuned(base, seed: 10)
        #expect(try Self.encode(tuned, from: base, overhead: 20_000) != nil)
        #expect(try Self.encode(tuned, from: base, overhead: 40_000) == nil)
    }

    @Test("half an element has no difference")
    func odd() throws {
        let bytes = TestData.gaussianBF16(1001, seed: 11)
        #expect(try Self.encode(bytes, from: bytes) == nil)
        #expect(try Self.encode(bytes, from: bytes, as: .fp32) == nil)
        #expect(try Self.encode(bytes, from: Array(bytes.dropLast())) == nil)
    }

    @Test("a base that is read otherwise the second time is found")
    func proof() throws {
        let base = TestData.gaussianBF16(65_536, seed: 12)
        let tuned = TestWeights.tuned(base, seed: 13)
        var other = base
        other[40_001] ^= 1
        let encoder = DifferenceEncoder(AdaptiveEncoder())
        let isEncoded = try tuned.withUnsafeBytes { plain in
            try base.withUnsafeBytes {
                try encoder.encode(plain, from: $0, as: .bf16, overhead: 0) != nil
            }
        }
        #expect(isEncoded)
        #expect(throws: CodecFailure.encoderMiscoded) {
            try tuned.withUnsafeBytes { plain in
                try other.withUnsafeBytes { try encoder.prove(plain, from: $0, as: .bf16) }
            }
        }
    }
}
