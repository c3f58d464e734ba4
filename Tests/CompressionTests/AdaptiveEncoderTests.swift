import Compression
import Glibc
import TestSupport
import Testing

@Suite("Encoding by kind and probe")
struct AdaptiveEncoderTests {
    static func check(_ bytes: [UInt8], _ kind: ElementKind, _ encoder: any ChunkEncoder) throws {
        let (codec, stored) = try CodecCase.encode(bytes, as: kind, with: encoder)
        let plain = try CodecCase.decode(codec, stored, count: bytes.count, with: ChunkDecoder())
        // Comparing first keeps a failure from printing, slowly, two arrays.
        let isSame = plain == bytes
        #expect(isSame, "\(kind), \(codec)")
        let keepsTheRule =
            codec == .raw ? stored == bytes : stored.count * 100 <= bytes.count * 95
        #expect(keepsTheRule, "\(kind), \(codec)")
    }

    @Test("numbers go round, whatever they are said to be", arguments: ElementKind.allCases)
    func roundTrip(_ kind: ElementKind) throws {
        let encoder = AdaptiveEncoder()
        for example in ElementCase.all {
            try AdaptiveEncoderTests.check(example.bytes, kind, encoder)
        }
    }

    @Test("everything else goes round, whatever it is said to be", arguments: ElementKind.allCases)
    func others(_ kind: ElementKind) throws {
        let encoder = AdaptiveEncoder()
        for example in CodecCase.all {
            try AdaptiveEncoderTests.check(example.bytes, kind, encoder)
        }
    }

    @Test("kinds of data get the codec that suits them, with and without the hint")
    func choice() throws {
        let count = 262_144
        let encoder = AdaptiveEncoder()
        func codec(_ bytes: [UInt8], _ kind: ElementKind) throws -> StoredCodec {
            try CodecCase.encode(bytes, as: kind, with: encoder).codec
        }
        let plain = TestData.gaussianBF16(count, seed: 1)
        let single = ElementCase.gaussianFP32(count, seed: 1)
        let half = ElementCase.gaussianFP16(count, seed: 1)
        #expect(try codec(plain, .bf16) == .planes2 && codec(plain, .other) == .planes2)
        #expect(try codec(half, .fp16) == .planes2 && codec(half, .other) == .planes2)
        #expect(try codec(single, .fp32) == .planes4 && codec(single, .other) == .planes4)
        for kind in ElementKind.allCases {
            #expect(try codec(TestData.text(count, seed: 1), kind) == .zstd)
            #expect(try codec(TestData.incompressible(count, seed: 1), kind) == .raw)
        }
    }

    @Test(
        "gaussian weights come within 1 % of the order-0 entropy of their planes, random bytes raw")
    func ratio() throws {
        let count = 1 << 20
        let encoder = AdaptiveEncoder()
        for (bytes, kind, width, least) in [
            (TestData.gaussianBF16(count, seed: 9), ElementKind.bf16, 2, 1.49),
            (ElementCase.gaussianFP16(count, seed: 9), .fp16, 2, 1.18),
            (ElementCase.gaussianFP32(count, seed: 9), .fp32, 4, 1.19),
        ] {
            let stored = try CodecCase.encode(bytes, as: kind, with: encoder).stored
            let ratio = Double(count) / Double(stored.count)
            #expect(ratio >= least, "\(kind)")
            #expect(ratio * 1.01 >= 8 / PlaneModel.entropy(bytes, width: width), "\(kind)")
        }
        let noise = TestData.incompressible(count, seed: 9)
        let isRaw = try CodecCase.encode(noise, as: .bf16, with: encoder).stored == noise
        #expect(isRaw)
    }

    /// Half the rows zero: the planes gain, and so do matches within them.
    @Test("matches are found where weights repeat")
    func repeats() throws {
        var bytes = TestData.gaussianBF16(262_144, seed: 3)
        for row in stride(from: 0, to: bytes.count, by: 8192) {
            for index in row..<row + 4096 { bytes[index] = 0 }
        }
        let stored = try CodecCase.encode(bytes, as: .bf16, with: AdaptiveEncoder()).stored
        // Huffman alone comes to 2.2 times.
        #expect(stored.count * 28 < bytes.count * 10)
    }

    @Test("a higher level is never larger", arguments: [3, 9, 19] as [Int32])
    func levels(_ level: Int32) throws {
        let fast = AdaptiveEncoder()
        let thorough = AdaptiveEncoder(level: level)
        for (bytes, kind) in [
            (TestData.text(100_000, seed: 3), ElementKind.other),
            (TestData.gaussianBF16(100_001, seed: 3), .bf16),
            (ElementCase.gaussianFP32(100_003, seed: 3), .fp32),
        ] {
            let least = try CodecCase.encode(bytes, as: kind, with: thorough).stored.count
            #expect(try least <= CodecCase.encode(bytes, as: kind, with: fast).stored.count)
            try AdaptiveEncoderTests.check(bytes, kind, thorough)
        }
    }

    @Test("one encoder serves all chunks, and the same bytes always become the same")
    func reuse() throws {
        let encoder = AdaptiveEncoder()
        for example in ElementCase.all.filter({ $0.bytes.count < 131_072 }) {
            let used = try CodecCase.encode(example.bytes, as: example.kind, with: encoder)
            let fresh = try CodecCase.encode(
                example.bytes, as: example.kind, with: AdaptiveEncoder())
            let isSame = used == fresh
            #expect(isSame, "\(example)")
        }
    }

    @Test("more than 1 MiB is no chunk, and no bytes are stored raw")
    func bounds() throws {
        #expect(throws: CodecFailure.tooLong((1 << 20) + 1)) {
            try CodecCase.encode(
                [UInt8](repeating: 0, count: (1 << 20) + 1), as: .bf16, with: AdaptiveEncoder())
        }
        #expect(try CodecCase.encode([], as: .fp32, with: AdaptiveEncoder()) == (.raw, []))
    }
}
