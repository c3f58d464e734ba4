import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport

/// Packs with deltas, put together by hand: whatever the index of a hostile one may say.
struct DeltaPack {
    static let base = TestData.gaussianBF16(40_000, seed: 1)
    static let tuned = TestWeights.tuned(base, seed: 2)
    static let baseDigest = SHA256Hasher.digest(of: base)
    static let tunedDigest = SHA256Hasher.digest(of: tuned)
    /// All of `base`.
    static let whole = DeltaSource(chunk: baseDigest, start: 0, length: 40_000)

    /// A pack of `base` as it is.
    @discardableResult
    static func addBase(to repository: Repository) throws -> Pack {
        let writer = try PackWriter(repository)
        try base.withUnsafeBytes {
            try writer.add(baseDigest, plainLength: $0.count, codec: .raw, stored: $0)
        }
        return try finish(writer)
    }

    /// A pack of `tuned` as the difference from what `sources` are said to be.
    @discardableResult
    static func addTuned(
        to repository: Repository, sources: [DeltaSource] = [whole], width: ElementWidth = .two,
        from bytes: [UInt8] = base
    ) throws -> Pack {
        try add(tuned, tunedDigest, sources, width, from: bytes, to: repository)
    }

    static func add(
        _ plain: [UInt8], _ digest: Digest, _ sources: [DeltaSource], _ width: ElementWidth,
        from bytes: [UInt8], to repository: Repository
    ) throws -> Pack {
        var stored = [UInt8](repeating: 0, count: plain.count)
        plain.withUnsafeBytes { plain in
            bytes.withUnsafeBytes { base in
                stored.withUnsafeMutableBytes {
                    ElementDifference.take(plain, from: base, width, into: $0)
                }
            }
        }
        let writer = try PackWriter(repository)
        try stored.withUnsafeBytes {
            try writer.add(
                digest, plainLength: $0.count, codec: .raw, stored: $0,
                delta: ChunkDelta(width: width, sources: sources))
        }
        return try finish(writer)
    }

    static func read(_ digest: Digest, in repository: Repository) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: 40_000)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(StoreError) in try repository.chunks.read(digest, into: buffer) }
        }
        try result.get()
        return bytes
    }

    private static func finish(_ writer: PackWriter) throws -> Pack {
        guard let pack = try writer.finish() else { throw TestFailure("an empty pack") }
        return pack
    }
}
