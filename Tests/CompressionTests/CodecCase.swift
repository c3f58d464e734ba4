import Compression
import TestSupport
import Testing

/// Plain bytes, and what the tests do with an encoder and a decoder.
struct CodecCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { "\(name), \(bytes.count) bytes" }

    /// Every kind of data at lengths around the limits of blocks and windows.
    static let all: [CodecCase] = {
        var cases: [CodecCase] = [CodecCase(name: "nothing", bytes: [])]
        for count in [1, 7, 100, 4096, 65_537, 262_144, 1 << 20] {
            let seed = UInt64(count)
            cases += [
                CodecCase(name: "zeros", bytes: [UInt8](repeating: 0, count: count)),
                CodecCase(name: "random", bytes: TestData.incompressible(count, seed: seed)),
                CodecCase(name: "text", bytes: TestData.text(count, seed: seed)),
            ]
        }
        for seed: UInt64 in 1...3 {
            let bytes = TestData.gaussianBF16(262_144, seed: seed)
            cases.append(CodecCase(name: "bf16 of seed \(seed)", bytes: bytes))
        }
        return cases
    }()

    /// A copy of what an `AdaptiveEncoder` lends that is told nothing.
    static func encode(
        _ bytes: [UInt8], level: Int32 = 1
    ) throws -> (codec: StoredCodec, stored: [UInt8]) {
        try encode(bytes, as: .other, with: AdaptiveEncoder(level: level))
    }

    /// A copy of what `encoder` lends.
    static func encode(
        _ bytes: [UInt8], as kind: ElementKind, with encoder: any ChunkEncoder
    ) throws -> (codec: StoredCodec, stored: [UInt8]) {
        try bytes.withUnsafeBytes { plain in
            let chunk = try encoder.encode(plain, as: kind)
            return (chunk.codec, Array(chunk.bytes))
        }
    }

    /// Decodes into the middle of a larger buffer; throws `TestFailure` if the surroundings changed.
    static func decode(
        _ codec: StoredCodec, _ stored: [UInt8], count: Int, with decoder: ChunkDecoder
    ) throws -> [UInt8] {
        let margin = 64
        var memory = [UInt8](repeating: 0xA5, count: count + 2 * margin)
        let result = stored.withUnsafeBytes { stored in
            memory.withUnsafeMutableBytes { buffer in
                let plain = UnsafeMutableRawBufferPointer(
                    rebasing: buffer[margin..<(margin + count)])
                return Result { () throws(CodecFailure) in
                    try decoder.decode(codec, stored: stored, into: plain)
                }
            }
        }
        guard memory.prefix(margin).allSatisfy({ $0 == 0xA5 }),
            memory.suffix(margin).allSatisfy({ $0 == 0xA5 })
        else { throw TestFailure("the decoder wrote outside its buffer") }
        try result.get()
        return Array(memory[margin..<(margin + count)])
    }
}
