/// The layout of the merged index, `cache/index`. All numbers are little-endian:
///
///     head     64 bytes  "STOREMIX", version u32 = 1, 4 zero bytes, packs u64, chunk rows u64,
///                        blob rows u64, 24 zero bytes
///     packs    64 each   id 32, pack length u64, milliseconds since 1970 when its index was
///                        published i64, chunks u64, blobs u64; oldest first, numbered from 0
///              then zero bytes, and in the last 8 before a multiple of 4 KiB the XXH3-64 of
///              everything before: the seal
///     blocks   4 KiB each, first those of chunks, then those of blobs:
///                        XXH3-64 of the rest of the block u64, low half of the seal u32, number of
///                        the block u32, rows, zero bytes
///       chunk  68 each   a row of a pack's chunk table as it stands there (64), pack u32
///       blob   36 each   digest 32, pack u32
///              each kind sorted by digest, equal ones by pack
///     fences    8 each   the leading 64 bits of the first digest of each block
///     trailer   8 bytes  XXH3-64 of the fences, xor the seal
///
/// Nothing but the seal binds the numbers in the rows to packs. So every block carries a part of it: a
/// block of another merged index, or in another's place, is as bad as a damaged one.
enum MergedLayout {
    static let magic = Array("STOREMIX".utf8)
    static let version: UInt32 = 1
    static let headSize = 64
    static let packSize = 64
    static let blockSize = 4096
    static let blockHeadSize = 16
    static let checksumSize = 8
    static let fenceSize = 8
    /// Where a row of each kind has the number of its pack; 4 bytes.
    static let chunkSize = PackLayout.chunkSize
    static let blobSize = 32
    static let numberSize = 4

    /// Claims beyond these are refused before anything is allocated. As many rows are 256 TiB of chunks.
    static let packLimit = 1 << 20
    static let rowLimit = 1 << 30

    /// The bytes of head, packs and seal.
    static func tableSize(packs: Int) -> Int {
        let size = headSize + packs * packSize + checksumSize
        return (size + blockSize - 1) / blockSize * blockSize
    }
}

/// The rows of one kind, and the blocks that they fill.
struct MergedTable {
    let firstBlock: Int
    let rowCount: Int
    /// Bytes of a row before the number of its pack.
    let payloadSize: Int

    var rowSize: Int { payloadSize + MergedLayout.numberSize }
    var rowsPerBlock: Int {
        (MergedLayout.blockSize - MergedLayout.blockHeadSize) / rowSize
    }
    var blockCount: Int { (rowCount + rowsPerBlock - 1) / rowsPerBlock }
    var endBlock: Int { firstBlock + blockCount }

    static func chunks(_ count: Int) -> MergedTable {
        MergedTable(firstBlock: 0, rowCount: count, payloadSize: MergedLayout.chunkSize)
    }

    static func blobs(_ count: Int, after chunks: MergedTable) -> MergedTable {
        MergedTable(
            firstBlock: chunks.endBlock, rowCount: count, payloadSize: MergedLayout.blobSize)
    }

    /// The rows in a block of this table.
    func rows(inBlock block: Int) -> Int {
        min(rowsPerBlock, rowCount - (block - firstBlock) * rowsPerBlock)
    }
}
