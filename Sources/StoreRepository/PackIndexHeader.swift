import Hashing
import StoreModel

/// The header of a pack index: its counts, and where its tables begin.
struct PackIndexHeader: Sendable {
    let hasDeltas: Bool
    let chunkCount: Int
    let blobCount: Int
    let recipeCount: Int
    /// Parts of chunks that deltas of the pack are the difference from.
    let sourceCount: Int
    let packLength: UInt64

    var blobStart: Int { PackLayout.headerSize + chunkCount * PackLayout.chunkSize }
    var recipeStart: Int { blobStart + blobCount * PackLayout.blobSize }
    var sourceStart: Int { recipeStart + recipeCount * PackLayout.recipeSize }

    /// Reads the header of an index whose tables end at `body`, which is at least a header's length.
    /// Throws `integrity` saying what is wrong, `unknownFormat` for a version of the future.
    init(_ bytes: [UInt8], body: Int, id: Digest) throws(StoreError) {
        let version = UInt32(truncatingIfNeeded: PackIndex.word(bytes, at: 8))
        guard [PackLayout.version, PackLayout.deltaVersion].contains(version) else {
            throw StoreError(.unknownFormat, "pack index \(id.short) has version \(version)")
        }
        hasDeltas = version == PackLayout.deltaVersion
        var counts = [16, 24, 32].map { PackIndex.word(bytes, at: $0) }
        counts.append(hasDeltas ? PackIndex.word(bytes, at: 48) : 0)
        // No table of that many rows fits, and no product below overflows.
        guard counts.allSatisfy({ $0 <= UInt64(bytes.count) }) else {
            throw PackIndex.damaged(id, "its counts do not match its size")
        }
        chunkCount = Int(counts[0])
        blobCount = Int(counts[1])
        recipeCount = Int(counts[2])
        sourceCount = Int(counts[3])
        packLength = PackIndex.word(bytes, at: 40)
        guard sourceStart + sourceCount * PackLayout.sourceSize == body else {
            throw PackIndex.damaged(id, "its counts do not match its size")
        }
        guard hasDeltas == (sourceCount > 0) else {
            throw PackIndex.damaged(id, "it says that it has deltas, and has none")
        }
        guard packLength <= UInt64(Int64.max) else {
            throw PackIndex.damaged(id, "its pack is longer than any file")
        }
    }
}
