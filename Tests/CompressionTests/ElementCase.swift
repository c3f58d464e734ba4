import Compression
import Glibc
import TestSupport
import Testing

/// Arrays of numbers as models have them, and patterns that no model should have.
struct ElementCase: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: ElementKind
    let bytes: [UInt8]
    var testDescription: String { "\(name), \(bytes.count) bytes" }

    /// Lengths around elements, samples and zstd's blocks.
    private static let lengths = [1, 2, 3, 5, 63, 1000, 16_383, 16_385, 131_072, 300_001]

    static let all: [ElementCase] = {
        let plain = TestData.gaussianBF16(300_001, seed: 41)
        let single = gaussianFP32(300_004, seed: 42)
        let half = gaussianFP16(300_002, seed: 43)
        let noise = TestData.incompressible(300_001, seed: 44)
        return lengths.flatMap { count in
            [
                ElementCase(name: "bf16", kind: .bf16, bytes: Array(plain.prefix(count))),
                ElementCase(name: "fp16", kind: .fp16, bytes: Array(half.prefix(count))),
                ElementCase(name: "fp32", kind: .fp32, bytes: Array(single.prefix(count))),
                ElementCase(name: "noise", kind: .fp32, bytes: Array(noise.prefix(count))),
                ElementCase(name: "zeros", kind: .bf16, bytes: [UInt8](repeating: 0, count: count)),
                ElementCase(name: "odd start", kind: .bf16, bytes: Array(plain.suffix(count - 1))),
            ] + patterns(count)
        }
    }()

    /// NaN, infinities, both zeros and subnormals: each alone and by turns.
    private static func patterns(_ count: Int) -> [ElementCase] {
        let words: [UInt32] = [
            0x7FC0_7FC0, 0xFF80_FF80, 0x7F80_0000, 0x8000_0000, 0x0001_8001, 0xFFFF_FFFF,
        ]
        let mixed = (0..<max(count / 4, 1)).map { words[$0 * $0 % words.count] }
        return [ElementKind.bf16, .fp32].map { kind in
            let bytes = mixed.flatMap { littleEndian($0, 4) }
            return ElementCase(name: "patterns", kind: kind, bytes: Array(bytes.prefix(count)))
        }
    }

    /// Little-endian fp32 numbers, normally distributed with σ = 0.02.
    static func gaussianFP32(_ count: Int, seed: UInt64) -> [UInt8] {
        gaussians(count / 4, seed: seed).flatMap { littleEndian($0.bitPattern, 4) }
    }

    /// The same as fp16, built from fp32 by rounding towards zero: x86 has no Float16.
    static func gaussianFP16(_ count: Int, seed: UInt64) -> [UInt8] {
        gaussians(count / 2, seed: seed).flatMap { value in
            let bits = value.bitPattern
            let exponent = Int(bits >> 23 & 255) - 127 + 15
            let magnitude = exponent <= 0 ? 0 : UInt32(exponent) << 10 | bits >> 13 & 1023
            return littleEndian(bits >> 16 & 0x8000 | magnitude, 2)
        }
    }

    /// Normally distributed numbers with σ = 0.02, by Box and Muller.
    private static func gaussians(_ count: Int, seed: UInt64) -> [Float] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            // 1 - x keeps the logarithm away from zero.
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
            return Float(
                0.02 * radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &random)))
        }
    }

    private static func littleEndian(_ word: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
}
