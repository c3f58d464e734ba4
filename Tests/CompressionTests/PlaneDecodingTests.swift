import Compression
import TestSupport
import Testing

@Suite("Decoding byte planes")
struct PlaneDecodingTests {
    static func zstd(_ plane: [UInt8]) throws -> PlaneModel.Stored {
        let (codec, stored) = try CodecCase.encode(plane)
        try #require(codec == .zstd)
        return .zstd(stored)
    }

    @Test("planes by the book decode", arguments: [2, 4], [0, 1, 3, 4, 5, 100, 4099, 70_001])
    func model(width: Int, count: Int) throws {
        let plain = TestData.incompressible(count, seed: UInt64(count))
        let planes = PlaneModel.planes(plain, width: width).map { PlaneModel.Stored.raw($0) }
        let stored = PlaneModel.stored(planes, tail: PlaneModel.tail(plain, width: width))
        let decoded = try CodecCase.decode(
            PlaneModel.codec(width: width), stored, count: count, with: ChunkDecoder())
        // Comparing first keeps a failure from printing, slowly, two arrays.
        let isSame = decoded == plain
        #expect(isSame)
    }

    @Test("every mixture of raw and zstd planes decodes", arguments: [2, 4])
    func mixtures(width: Int) throws {
        let plain = TestData.text(20_003, seed: 8)
        let planes = PlaneModel.planes(plain, width: width)
        let decoder = ChunkDecoder()
        for mixture in 0..<1 << width {
            let stored = try PlaneModel.stored(
                planes.indices.map {
                    mixture >> $0 & 1 == 1
                        ? try PlaneDecodingTests.zstd(planes[$0]) : .raw(planes[$0])
                }, tail: PlaneModel.tail(plain, width: width))
            let decoded = try CodecCase.decode(
                PlaneModel.codec(width: width), stored, count: plain.count, with: decoder)
            let isSame = decoded == plain
            #expect(isSame, "mixture \(mixture)")
        }
    }

    /// Written by hand from docs/design.md: these bytes must decode for ever.
    @Test("the format does not change")
    func golden() throws {
        // 1.0 (3F80), -2.0 (C000), NaN (7FC0) and one byte more. Rotated: 7F00, 8001, FF80.
        let pairs: [UInt8] = [
            0, 3, 0, 0, 0, 3, 0, 0,
            0x00, 0x01, 0x80, 0x7F, 0x80, 0xFF, 0xAA,
        ]
        let decoder = ChunkDecoder()
        #expect(
            try CodecCase.decode(.planes2, pairs, count: 7, with: decoder)
                == [0x80, 0x3F, 0x00, 0xC0, 0xC0, 0x7F, 0xAA])
        // 1.0 (3F800000) and -0.15625 (BE200000). Rotated: 7F000000, 7C400001. The highest plane is
        // a zstd frame without content size: window of 1 KiB, one last raw block (RFC 8878, 3.1.1).
        let quads: [UInt8] = [
            0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 1, 11, 0, 0,
            0x00, 0x01, 0x00, 0x00, 0x00, 0x40,
            0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x11, 0, 0, 0x7F, 0x7C,
        ]
        #expect(
            try CodecCase.decode(.planes4, quads, count: 8, with: decoder)
                == [0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xBE])
    }

    @Test("a header that does not add up is refused by what is wrong", arguments: [2, 4])
    func headers(width: Int) throws {
        let codec = PlaneModel.codec(width: width)
        let plain = TestData.incompressible(10 * width + 1, seed: 6)
        let planes = PlaneModel.planes(plain, width: width).map { PlaneModel.Stored.raw($0) }
        let good = PlaneModel.stored(planes, tail: PlaneModel.tail(plain, width: width))
        func refusal(_ stored: [UInt8], count: Int? = nil) -> CodecFailure? {
            #expect(throws: CodecFailure.self) {
                try CodecCase.decode(
                    codec, stored, count: count ?? plain.count, with: ChunkDecoder())
            }
        }
        #expect(refusal([]) == .badPlanes(.header))
        #expect(refusal(Array(good.prefix(4 * width - 1))) == .badPlanes(.header))
        #expect(refusal(good + [0]) == .badPlanes(.total))
        #expect(refusal(Array(good.dropLast())) == .badPlanes(.total))
        for plane in 0..<width {
            var bad = good
            bad[4 * plane] = 2
            #expect(refusal(bad) == .badPlanes(.kind))
            bad[4 * plane] = 1
            #expect(refusal(bad) == .notAFrame)
            bad = good
            bad[4 * plane + 1] += 1
            #expect(refusal(bad) == .wrongLength(expected: 10, found: 11))
            bad[4 * plane] = 1
            #expect(refusal(bad) == .badPlanes(.total))
            bad[4 * plane + 3] = 255
            #expect(refusal(bad) == .badPlanes(.total))
        }
        #expect(refusal(good, count: plain.count + width) == .wrongLength(expected: 11, found: 10))
        #expect(refusal(good, count: plain.count - 1) == .badPlanes(.total))
    }

    @Test("a frame in a plane is held to the rules of frames: length, window, one frame")
    func frames() throws {
        let low = TestData.incompressible(3000, seed: 1)
        let high = TestData.text(3000, seed: 2)
        let frame = try PlaneDecodingTests.zstd(high).bytes
        func refusal(_ frame: [UInt8]) -> CodecFailure? {
            let stored = PlaneModel.stored([.raw(low), .zstd(frame)], tail: [])
            return #expect(throws: CodecFailure.self) {
                try CodecCase.decode(.planes2, stored, count: 6000, with: ChunkDecoder())
            }
        }
        let longer = try PlaneDecodingTests.zstd(high + high).bytes
        #expect(refusal(longer) == .wrongLength(expected: 3000, found: 6000))
        #expect(refusal(frame + frame) == .trailingBytes(frame.count))
        #expect(refusal(frame + [0]) == .trailingBytes(1))
        let wide: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 14 << 3, 0x19, 0, 0, 97, 98, 99]
        #expect(refusal(wide) == .windowTooLarge(16 << 20))
        #expect(refusal([]) == .notAFrame)
    }

    @Test("every truncation and 2000 flipped bits: an error or other bytes, never a write outside")
    func damage() throws {
        let plain = ElementCase.gaussianFP32(4003, seed: 12)
        let (codec, stored) = try CodecCase.encode(plain, as: .fp32, with: AdaptiveEncoder())
        try #require(codec == .planes4)
        let decoder = ChunkDecoder()
        for length in 0..<stored.count {
            #expect(throws: CodecFailure.self, "cut at \(length)") {
                try CodecCase.decode(
                    codec, Array(stored[..<length]), count: plain.count, with: decoder)
            }
        }
        var random = SeededRandom(seed: 22)
        var refused = 0
        for _ in 0..<2000 {
            var bad = stored
            // Half of them in the header and the start of the planes.
            let bit = random.below((random.below(2) == 0 ? 64 : bad.count) * 8)
            bad[bit / 8] ^= 1 << UInt8(bit % 8)
            // A write outside is a `TestFailure`, which ends the test.
            do {
                _ = try CodecCase.decode(codec, bad, count: plain.count, with: decoder)
            } catch is CodecFailure { refused += 1 }
        }
        #expect(refused > 200, "\(random)")
        let isSame =
            try CodecCase.decode(codec, stored, count: plain.count, with: decoder) == plain
        #expect(isSame, "a decoder works on after errors")
    }

    @Test("random bytes are refused", arguments: 0..<200 as Range<UInt64>)
    func garbage(_ seed: UInt64) {
        let noise = TestData.incompressible(300, seed: seed)
        for codec in [StoredCodec.planes2, .planes4] {
            #expect(throws: CodecFailure.self) {
                try CodecCase.decode(codec, noise, count: 280, with: ChunkDecoder())
            }
        }
    }

    @Test("the proof finds a changed byte of weights, wherever it is")
    func proof() throws {
        let plain = TestData.gaussianBF16(5001, seed: 4)
        let (codec, stored) = try CodecCase.encode(plain, as: .bf16, with: AdaptiveEncoder())
        try #require(codec == .planes2)
        try EncodingProofTests.check(codec, stored, against: plain)
        for place in stride(from: 0, to: plain.count, by: 97) + [5000] {
            var other = plain
            other[place] ^= 1
            #expect(throws: CodecFailure.encoderMiscoded, "byte \(place)") {
                try EncodingProofTests.check(codec, stored, against: other)
            }
        }
    }
}
