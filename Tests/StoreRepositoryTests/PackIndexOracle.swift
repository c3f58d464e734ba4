import Hashing
import StoreModel
import StoreRepository

/// What must hold of a pack index, whatever bytes it was parsed from: every look-up agrees with a
/// walk through the whole table, and nothing it says leads out of its pack or its recipes. Asked by
/// the fuzzer (Tests/Fuzz), which is built with this file, and by the replay of its corpus.
enum PackIndexOracle {
    /// What is wrong with how `bytes` are read: as they are, and with the right checksum, which no
    /// mutation meets by chance.
    static func fault(index bytes: [UInt8]) -> String? {
        fault(asItIs: bytes) ?? fault(asItIs: checksummed(bytes))
    }

    /// Whether they are an index, once their checksum is right.
    static func isAccepted(_ bytes: [UInt8]) -> Bool {
        // Whether, not why.
        (try? PackIndex(parsing: checksummed(bytes), id: .ofNothing)) != nil
    }

    private static func checksummed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 8 else { return bytes }
        let body = Array(bytes.dropLast(8))
        let checksum = body.withUnsafeBytes(Checksum.of)
        return body + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
    }

    private static func fault(asItIs bytes: [UInt8]) -> String? {
        let index: PackIndex
        do throws(StoreError) { index = try PackIndex(parsing: bytes, id: .ofNothing) } catch {
            let isKnown = error.code == .integrity || error.code == .unknownFormat
            return isKnown && !error.message.isEmpty ? nil : "it is refused as \(error.code)"
        }
        return fault(chunks: index) ?? fault(blobs: index) ?? fault(strangers: index)
    }

    private static func fault(chunks index: PackIndex) -> String? {
        for position in 0..<index.chunkCount {
            let chunk = index.chunk(at: position)
            guard index.chunk(chunk.digest) == chunk else { return "a chunk is not found" }
            let (end, overflow) = chunk.offset.addingReportingOverflow(UInt64(chunk.storedLength))
            guard !overflow, end <= index.packLength else { return "a chunk behind the pack" }
            guard (1...1 << 20).contains(chunk.plainLength), chunk.storedLength <= 1 << 20 else {
                return "a chunk of no bytes, or of too many"
            }
        }
        return nil
    }

    private static func fault(blobs index: PackIndex) -> String? {
        for position in 0..<index.blobCount {
            let blob = index.blob(at: position)
            guard index.blob(blob.digest) == blob else { return "a blob is not found" }
            let size = index.recipe(of: blob).reduce(0) { $0 + UInt64($1.plainLength) }
            guard size == blob.size else { return "a recipe of another size" }
        }
        return nil
    }

    /// Digests beside those of the tables are found nowhere.
    private static func fault(strangers index: PackIndex) -> String? {
        let chunks = Set((0..<index.chunkCount).map { index.chunk(at: $0).digest })
        let blobs = Set((0..<index.blobCount).map { index.blob(at: $0).digest })
        for digest in chunks.union(blobs) {
            var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
            bytes.withUnsafeMutableBytes { digest.store(to: $0, at: 0) }
            bytes[Digest.byteCount - 1] ^= 1
            let other = bytes.withUnsafeBytes { Digest(bytes: $0) }
            for wanted in [digest, other] {
                guard (index.chunk(wanted) != nil) == chunks.contains(wanted),
                    (index.blob(wanted) != nil) == blobs.contains(wanted)
                else { return "a look-up does not agree with the table" }
            }
        }
        return nil
    }
}
