import Compression
import TestSupport
import Testing

@Suite("The proof of an encoding")
struct EncodingProofTests {
    static func check(
        _ codec: StoredCodec, _ stored: [UInt8], against plain: [UInt8]
    ) throws(CodecFailure) {
        let proof = EncodingProof()
        let result = stored.withUnsafeBytes { stored in
            plain.withUnsafeBytes { plain in
                Result { () throws(CodecFailure) in
                    try proof.check(codec, stored, against: plain)
                }
            }
        }
        try result.get()
    }

    @Test("what decodes to the plain bytes passes", arguments: CodecCase.all)
    func good(_ example: CodecCase) throws {
        let (codec, stored) = try CodecCase.encode(example.bytes)
        try EncodingProofTests.check(codec, stored, against: example.bytes)
    }

    @Test("a plain byte that changed is found, wherever it is")
    func changedPlain() throws {
        let plain = TestData.text(5000, seed: 4)
        let stored = try CodecCase.encode(plain).stored
        for place in stride(from: 0, to: plain.count, by: 97) {
            var other = plain
            other[place] ^= 1
            #expect(throws: CodecFailure.encoderMiscoded, "byte \(place)") {
                try EncodingProofTests.check(.zstd, stored, against: other)
            }
        }
    }

    @Test("a frame with a flipped bit is found unless it decodes the same", arguments: [31])
    func changedFrame(_ seed: UInt64) throws {
        let plain = TestData.text(5000, seed: 5)
        let stored = try CodecCase.encode(plain).stored
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            var bad = stored
            let bit = random.below(bad.count * 8)
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            do throws(CodecFailure) {
                try EncodingProofTests.check(.zstd, bad, against: plain)
            } catch {
                #expect(error == .encoderMiscoded)
                continue
            }
            let decoded = try CodecCase.decode(
                .zstd, bad, count: plain.count, with: ChunkDecoder())
            #expect(decoded == plain, "\(random)")
        }
    }

    @Test("raw bytes that differ, in value or number, are found")
    func raw() {
        for other in [[1, 2, 4], [1, 2], [1, 2, 3, 4], []] as [[UInt8]] {
            #expect(throws: CodecFailure.encoderMiscoded) {
                try EncodingProofTests.check(.raw, [1, 2, 3], against: other)
            }
        }
    }
}
