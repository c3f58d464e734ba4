import Compression
import TestSupport
import Testing

@Suite("Encoding")
struct ZstdEncoderTests {
    @Test("what is encoded decodes to the same bytes", arguments: CodecCase.all)
    func roundTrip(_ example: CodecCase) throws {
        let (codec, stored) = try CodecCase.encode(example.bytes)
        let plain = try CodecCase.decode(
            codec, stored, count: example.bytes.count, with: ChunkDecoder())
        #expect(plain == example.bytes)
        #expect(stored.count <= example.bytes.count)
    }

    @Test("zstd is kept where it saves 5 %, raw elsewhere", arguments: CodecCase.all)
    func fivePercent(_ example: CodecCase) throws {
        let (codec, stored) = try CodecCase.encode(example.bytes)
        switch codec {
        case .raw: #expect(stored == example.bytes)
        case .zstd: #expect(stored.count * 100 <= example.bytes.count * 95)
        }
    }

    /// Incompressible bytes with a run of zeros: zstd stores the former and drops the latter.
    @Test("the border lies at 5 %", arguments: [(2, StoredCodec.raw), (8, .zstd)])
    func border(percentOfZeros: Int, expected: StoredCodec) throws {
        let zeros = 262_144 * percentOfZeros / 100
        let bytes =
            TestData.incompressible(262_144 - zeros, seed: 5) + [UInt8](repeating: 0, count: zeros)
        #expect(try CodecCase.encode(bytes).codec == expected)
    }

    @Test("kinds of data get the codec that suits them")
    func choice() throws {
        let count = 262_144
        #expect(try CodecCase.encode(TestData.incompressible(count, seed: 1)).codec == .raw)
        #expect(try CodecCase.encode(TestData.text(count, seed: 1)).codec == .zstd)
        #expect(try CodecCase.encode(TestData.gaussianBF16(count, seed: 1)).codec == .zstd)
    }

    @Test("raw lends the plain bytes themselves, without a copy")
    func rawIsNotCopied() throws {
        let bytes = TestData.incompressible(4096, seed: 2)
        let encoder = ZstdEncoder(level: 1)
        try bytes.withUnsafeBytes { plain in
            let chunk = try encoder.encode(plain)
            #expect(chunk.codec == .raw)
            #expect(chunk.bytes.baseAddress == plain.baseAddress && chunk.bytes.count == 4096)
        }
    }

    @Test("one encoder serves chunks of all lengths, and the same bytes always become the same")
    func reuse() throws {
        let encoder = ZstdEncoder(level: 1)
        for example in CodecCase.all + CodecCase.all.reversed() {
            let fresh = try CodecCase.encode(example.bytes)
            try example.bytes.withUnsafeBytes { plain in
                let chunk = try encoder.encode(plain)
                #expect(chunk.codec == fresh.codec && Array(chunk.bytes) == fresh.stored)
            }
        }
    }

    @Test("levels up to 19 decode", arguments: [1, 3, 9, 19] as [Int32])
    func levels(_ level: Int32) throws {
        let bytes = TestData.text(100_000, seed: 3)
        let (codec, stored) = try CodecCase.encode(bytes, level: level)
        let plain = try CodecCase.decode(codec, stored, count: bytes.count, with: ChunkDecoder())
        #expect(plain == bytes)
    }

    @Test("more than 1 MiB is no chunk")
    func tooLong() {
        #expect(throws: CodecFailure.tooLong((1 << 20) + 1)) {
            try CodecCase.encode([UInt8](repeating: 0, count: (1 << 20) + 1))
        }
    }
}
