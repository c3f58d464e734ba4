import Compression
import TestSupport
import Testing

@Suite("Decoding what may be hostile")
struct ChunkDecoderTests {
    static let plain = TestData.text(3000, seed: 11)

    static func frame() throws -> [UInt8] {
        let (codec, stored) = try CodecCase.encode(plain)
        try #require(codec == .zstd)
        return stored
    }

    @Test("every truncation is refused")
    func truncations() throws {
        let frame = try ChunkDecoderTests.frame()
        let decoder = ChunkDecoder()
        for length in 0..<frame.count {
            #expect(throws: CodecFailure.self, "cut at \(length)") {
                try CodecCase.decode(
                    .zstd, Array(frame[..<length]), count: ChunkDecoderTests.plain.count,
                    with: decoder)
            }
        }
    }

    @Test("2000 flipped bits: an error or the right bytes, never a write outside", arguments: [21])
    func bitFlips(_ seed: UInt64) throws {
        let frame = try ChunkDecoderTests.frame()
        let decoder = ChunkDecoder()
        var random = SeededRandom(seed: seed)
        var refused = 0
        for _ in 0..<2000 {
            var bad = frame
            let bit = random.below(bad.count * 8)
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            // A frame without a checksum may decode to other bytes of the right length; the digest
            // of the chunk finds those. What must not happen: a crash, or a write outside.
            do throws(CodecFailure) {
                _ = try ChunkDecoderTests.decode(bad, with: decoder)
            } catch {
                refused += 1
            }
        }
        // Enough of them break the syntax of the frame to show that the loop does something.
        #expect(refused > 200, "\(random)")
        let after = try CodecCase.decode(
            .zstd, frame, count: ChunkDecoderTests.plain.count, with: decoder)
        #expect(after == ChunkDecoderTests.plain, "a decoder works on after errors")
    }

    /// Like `CodecCase.decode`, but a write outside its buffer is a trap: there is no catching it.
    private static func decode(
        _ stored: [UInt8], with decoder: ChunkDecoder
    ) throws(CodecFailure) -> [UInt8] {
        do {
            return try CodecCase.decode(.zstd, stored, count: plain.count, with: decoder)
        } catch let failure as CodecFailure {
            throw failure
        } catch {
            fatalError("\(error)")
        }
    }

    @Test("random bytes are refused", arguments: 0..<200 as Range<UInt64>)
    func garbage(_ seed: UInt64) {
        let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        let noise = TestData.incompressible(200, seed: seed)
        for bytes in [noise, magic + noise] {
            #expect(throws: CodecFailure.self) {
                try CodecCase.decode(.zstd, bytes, count: 4096, with: ChunkDecoder())
            }
        }
    }

    @Test("another length than claimed is refused")
    func wrongLength() throws {
        let frame = try ChunkDecoderTests.frame()
        for count in [0, 1, 2999, 3001, 1 << 20] {
            #expect(throws: CodecFailure.wrongLength(expected: count, found: 3000)) {
                try CodecCase.decode(.zstd, frame, count: count, with: ChunkDecoder())
            }
            #expect(throws: CodecFailure.wrongLength(expected: count, found: 3000)) {
                try CodecCase.decode(
                    .raw, ChunkDecoderTests.plain, count: count, with: ChunkDecoder())
            }
        }
    }

    @Test("a frame that hides its length is held to the claim all the same")
    func undeclaredLength() throws {
        // A window of 1 KiB, no content size; a last raw block "abc" (RFC 8878, 3.1.1).
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x19, 0, 0, 97, 98, 99]
        let decoder = ChunkDecoder()
        #expect(try CodecCase.decode(.zstd, frame, count: 3, with: decoder) == [97, 98, 99])
        #expect(throws: CodecFailure.wrongLength(expected: 4, found: 3)) {
            try CodecCase.decode(.zstd, frame, count: 4, with: decoder)
        }
        #expect(throws: CodecFailure.self) {
            try CodecCase.decode(.zstd, frame, count: 2, with: decoder)
        }
    }

    @Test("what follows the frame is refused: bytes, a second frame, a skippable frame")
    func trailing() throws {
        let frame = try ChunkDecoderTests.frame()
        let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9]
        for tail in [[0], frame, skippable] {
            #expect(throws: CodecFailure.trailingBytes(tail.count)) {
                try CodecCase.decode(.zstd, frame + tail, count: 3000, with: ChunkDecoder())
            }
        }
        #expect(throws: CodecFailure.notAFrame) {
            try CodecCase.decode(.zstd, skippable + frame, count: 3000, with: ChunkDecoder())
        }
    }

    @Test("a window above 8 MiB is refused, one of 8 MiB is not")
    func window() throws {
        // Window descriptor: exponent (windowLog - 10) in the high five bits (RFC 8878, 3.1.1.1.2).
        func frame(_ descriptor: UInt8) -> [UInt8] {
            [0x28, 0xB5, 0x2F, 0xFD, 0x00, descriptor, 0x19, 0, 0, 97, 98, 99]
        }
        let decoder = ChunkDecoder()
        #expect(try CodecCase.decode(.zstd, frame(13 << 3), count: 3, with: decoder).count == 3)
        for (descriptor, bytes) in [
            (13 << 3 | 1, 9 << 20), (14 << 3, 16 << 20), (21 << 3, 1 << 31),
        ] {
            #expect(throws: CodecFailure.windowTooLarge(UInt64(bytes))) {
                try CodecCase.decode(.zstd, frame(UInt8(descriptor)), count: 3, with: decoder)
            }
        }
    }

    @Test("a dictionary is refused by its number")
    func dictionary() {
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x00, 0x07, 0x19, 0, 0, 97, 98, 99]
        #expect(throws: CodecFailure.dictionaryNeeded(7)) {
            try CodecCase.decode(.zstd, frame, count: 3, with: ChunkDecoder())
        }
    }

    @Test("a claim above 1 MiB is refused before anything is decoded")
    func claim() {
        #expect(throws: CodecFailure.tooLong((1 << 20) + 1)) {
            try CodecCase.decode(.raw, [], count: (1 << 20) + 1, with: ChunkDecoder())
        }
    }

    @Test("codecs that this build does not know are errors by name")
    func unknownCodecs() throws {
        #expect(try StoredCodec(stored: 0) == .raw)
        #expect(try StoredCodec(stored: 1) == .zstd)
        #expect(try StoredCodec(stored: 2) == .planes2)
        #expect(try StoredCodec(stored: 3) == .planes4)
        for value: UInt8 in 4...255 {
            #expect(throws: CodecFailure.unknownCodec(value)) { try StoredCodec(stored: value) }
        }
        #expect(CodecFailure.unknownCodec(9).description.contains("codec 9"))
    }

    @Test("every failure says what happened in words of its own")
    func descriptions() {
        let failures: [CodecFailure] = [
            .unknownCodec(2), .tooLong(5), .notAFrame, .windowTooLarge(1), .dictionaryNeeded(1),
            .wrongLength(expected: 1, found: 2), .trailingBytes(3), .malformed("x"),
            .encoderFailed("y"), .encoderMiscoded, .badPlanes(.header), .badPlanes(.kind),
            .badPlanes(.total),
        ]
        #expect(Set(failures.map(\.description)).count == failures.count)
    }
}
