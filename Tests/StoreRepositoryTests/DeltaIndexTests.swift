import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

@Suite struct DeltaIndexTests {
    /// Two parts of the base, of which one is used twice.
    static let sources = [
        DeltaSource(chunk: DeltaPack.baseDigest, start: 0, length: 30_000),
        DeltaSource(chunk: DeltaPack.baseDigest, start: 30_000, length: 10_000),
    ]

    /// The index of a pack of one delta.
    static func index() throws -> [UInt8] {
        let repository = try Repository.create(in: MemoryStorage())
        let pack = try DeltaPack.addTuned(to: repository, sources: sources)
        return try repository.storage.readAll(ObjectLayout.index(pack.id), limit: 1 << 20)
    }

    @Test func aPackWithoutDeltasIsOfVersionOne() throws {
        let repository = try Repository.create(in: MemoryStorage())
        let pack = try DeltaPack.addBase(to: repository)
        let bytes = try repository.storage.readAll(ObjectLayout.index(pack.id), limit: 1 << 20)
        #expect(bytes.count == 64 + 64 + 8 && bytes[8] == 1)
        #expect(bytes[48..<64].allSatisfy { $0 == 0 } && bytes[113..<120].allSatisfy { $0 == 0 })
    }

    /// The format, byte by byte.
    @Test func aPackWithDeltasIsOfVersionTwo() throws {
        let bytes = try Self.index()
        var expected = Array("STOREIDX".utf8) + [2, 0, 0, 0, 0, 0, 0, 0]
        for word in [1, 0, 0, 40_000, 2, 0] as [UInt64] { expected += Self.little(word) }
        expected += Self.digest(DeltaPack.tunedDigest) + Self.little(UInt64(0))
        expected += Self.little(UInt32(40_000)) + Self.little(UInt32(40_000))
        expected += [0, 2, 2, 0, 0, 0, 0, 0]
        expected += bytes[120..<128]  // the checksum of the stored bytes
        expected += Self.digest(DeltaPack.baseDigest)
        expected += Self.little(UInt32(0)) + Self.little(UInt32(30_000))
        expected += Self.digest(DeltaPack.baseDigest)
        expected += Self.little(UInt32(30_000)) + Self.little(UInt32(10_000))
        #expect(bytes.dropLast(8) == expected[...])
        let parsed = try PackIndex(parsing: bytes, id: SHA256Hasher.digest(of: bytes))
        let record = try #require(parsed.chunk(DeltaPack.tunedDigest))
        #expect(record.delta == ChunkDelta(width: .two, sources: Self.sources))
    }

    @Test func everyBitMatters() throws {
        let bytes = try Self.index()
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: StoreError.self, "bit \(bit)") {
                _ = try PackIndex(parsing: changed, id: .ofNothing)
            }
        }
    }

    /// Every bit that says something of deltas, with a checksum that is right: refused, or another
    /// delta of the same length, never a crash.
    @Test func everyClaimIsChecked() throws {
        let bytes = try Self.index()
        var kept = 0
        for bit in [48..<56, 112..<120, 128..<208].flatMap({ $0.lowerBound * 8..<$0.upperBound * 8 }
        ) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            Self.seal(&changed)
            // Most of them throw; what does not must keep to the limits.
            guard let index = try? PackIndex(parsing: changed, id: .ofNothing) else { continue }
            kept += 1
            let delta = try #require(index.chunk(at: 0).delta, "bit \(bit)")
            #expect(delta.sources.reduce(0) { $0 + $1.length } == 40_000, "bit \(bit)")
        }
        // The bits of the two digests, and those of starts that are as good.
        #expect(kept >= 512 && kept < 512 + 60)
    }

    /// Offset, length in bytes and what a hostile pusher might write there.
    static let claims: [(Int, Int, UInt64)] = [
        (8, 4, 1), (8, 4, 3), (48, 8, 0), (48, 8, 1), (48, 8, 3), (48, 8, 1 << 60),
        (48, 8, UInt64.max), (113, 1, 0), (113, 1, 3), (113, 1, 8), (114, 1, 0), (114, 1, 1),
        (114, 1, 3), (114, 1, 17), (114, 1, 255), (115, 1, 1), (116, 4, 1), (116, 4, 0xFFFF_FFFF),
        (112, 8, 0), (160, 4, 0xFFFF_FFFF), (160, 4, 1 << 20), (164, 4, 0), (164, 4, 30_001),
        (164, 4, 0xFFFF_FFFF),
    ]

    @Test(arguments: claims)
    func hostileClaimsAreRefused(_ offset: Int, _ count: Int, _ value: UInt64) throws {
        var bytes = try Self.index()
        for (index, byte) in Self.little(value).prefix(count).enumerated() {
            bytes[offset + index] = byte
        }
        Self.seal(&bytes)
        #expect(throws: StoreError.self) { _ = try PackIndex(parsing: bytes, id: .ofNothing) }
    }

    private static func seal(_ bytes: inout [UInt8]) {
        let body = bytes.count - 8
        let checksum = bytes.withUnsafeBytes { Checksum.of(.init(rebasing: $0[..<body])) }
        bytes.replaceSubrange(body..., with: little(checksum))
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private static func digest(_ digest: Digest) -> [UInt8] {
        stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(digest.hex.dropFirst($0).prefix(2), radix: 16)
        }
    }

    @Test func aSliceOfSourcesIsThoseBytes() {
        let parts = [(7, 10), (0, 5), (3, 20)].map {
            DeltaSource(chunk: .ofNothing, start: $0.0, length: $0.1)
        }
        #expect(parts.slice(0..<35) == parts)
        #expect(
            parts.slice(4..<18).map { [$0.start, $0.length] } == [[11, 6], [0, 5], [3, 3]])
        #expect(parts.slice(10..<15).map { [$0.start, $0.length] } == [[0, 5]])
        var joined: [DeltaSource] = []
        for part in parts.slice(0..<12) + parts.slice(12..<35) { joined.append(joining: part) }
        #expect(joined == parts)
    }
}
