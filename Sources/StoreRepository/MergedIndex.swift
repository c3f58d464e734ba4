import Compression
import Hashing
import StoreInterface
import StoreModel

/// The merged index of many packs, open for reading: where every chunk and every recipe stands, found
/// with one read of 4 KiB. It is derived from the packs' own indexes and never more than a hint: what
/// it says of a pack is true of the pack of that id for ever, because an id is the digest of an index;
/// whether that pack is there is for `MergedPacks` to find out.
///
/// Hostile until it is checked: head and fences when it is opened, every block whenever it is read. All
/// that can be wrong with it is `integrity` or `inputOutput`, and means that it is of no more use.
/// Immutable, shared by all threads.
final class MergedIndex: Sendable {
    /// A row that was found.
    struct Row {
        /// The pack's number.
        let pack: Int
        /// nil for a recipe, and for a chunk of which the pack's own index has to be asked.
        let chunk: ChunkRecord?
    }

    /// By number, oldest first.
    let packs: [MergedPack]
    /// The checksum of head and packs: two merged indexes of the same packs have the same.
    let seal: UInt64
    let chunks: MergedTable
    let blobs: MergedTable
    /// Bytes of the whole file.
    let size: UInt64
    private let fences: [UInt64]
    private let blocksStart: UInt64
    private let reader: any ObjectReader

    /// nil if there is none that can be used, for whatever reason: it can be made again.
    static func open(_ storage: any ObjectStorage) -> MergedIndex? {
        // See above.
        guard let reader = try? storage.open(ObjectLayout.mergedIndex) else { return nil }
        return try? MergedIndex(reader)  // as above
    }

    init(_ reader: any ObjectReader) throws(StoreError) {
        self.reader = reader
        size = reader.size
        let head = try MergedIndex.read(reader, at: 0, count: MergedLayout.headSize)
        guard head.starts(with: MergedLayout.magic),
            MergedIndex.word(head, 8) == UInt64(MergedLayout.version)
        else { throw MergedIndex.damaged("it is none") }
        let counts = [16, 24, 32].map { MergedIndex.word(head, $0) }
        guard counts[0] <= UInt64(MergedLayout.packLimit),
            counts[1...].allSatisfy({ $0 <= UInt64(MergedLayout.rowLimit) })
        else { throw MergedIndex.damaged("its counts are too large") }
        chunks = .chunks(Int(counts[1]))
        blobs = .blobs(Int(counts[2]), after: chunks)
        let tableSize = MergedLayout.tableSize(packs: Int(counts[0]))
        let fencesStart = tableSize + blobs.endBlock * MergedLayout.blockSize
        let fencesSize = blobs.endBlock * MergedLayout.fenceSize
        guard reader.size == UInt64(fencesStart + fencesSize + MergedLayout.checksumSize) else {
            throw MergedIndex.damaged("its counts do not match its size")
        }
        blocksStart = UInt64(tableSize)

        let table = try MergedIndex.read(reader, at: 0, count: tableSize)
        seal = MergedIndex.word(table, tableSize - MergedLayout.checksumSize)
        guard MergedIndex.checksum(table.dropLast(MergedLayout.checksumSize)) == seal,
            table.starts(with: head)
        else { throw MergedIndex.damaged("its head has changed") }
        packs = (0..<Int(counts[0])).map { MergedIndex.pack($0, in: table) }

        let tail = try MergedIndex.read(
            reader, at: UInt64(fencesStart), count: fencesSize + MergedLayout.checksumSize)
        guard
            MergedIndex.checksum(tail.dropLast(MergedLayout.checksumSize)) ^ seal
                == MergedIndex.word(tail, fencesSize)
        else { throw MergedIndex.damaged("its fences have changed") }
        fences = (0..<blobs.endBlock).map {
            MergedIndex.word(tail, $0 * MergedLayout.fenceSize)
        }
    }

    /// Every pack that has the chunk, or a recipe of the blob.
    func rows(_ digest: Digest, _ kind: MarkTable.Row) throws(StoreError) -> [Row] {
        switch kind {
        case .chunk:
            try rows(digest, in: chunks) { row, pack in
                ChunkRecord(mergedRow: row, digest, packLength: pack.packLength)
            }
        case .blob: try rows(digest, in: blobs) { _, _ in nil }
        }
    }

    /// Shows `body` in order every row whose digest has its leading word in `words`.
    func forEach(
        in table: MergedTable, _ words: ClosedRange<UInt64>,
        _ body: (_ row: UnsafeRawBufferPointer, _ pack: Int) -> Void
    ) throws(StoreError) {
        let block = MergedBlock()
        for number in firstBlock(for: words.lowerBound, in: table)..<table.endBlock {
            guard fences[number] <= words.upperBound else { return }
            try read(number, into: block)
            for position in 0..<table.rows(inBlock: number) {
                let row = block.row(position, of: table)
                if words.contains(row.digest.leadingWord) { body(row.payload, row.pack) }
            }
        }
    }

    private func rows(
        _ digest: Digest, in table: MergedTable,
        _ record: (UnsafeRawBufferPointer, MergedPack) -> ChunkRecord?
    ) throws(StoreError) -> [Row] {
        var found: [Row] = []
        var number = firstBlock(for: digest.leadingWord, in: table)
        let block = MergedBlock()
        // Equal rows may go on in the next block.
        while number < table.endBlock, fences[number] <= digest.leadingWord {
            try read(number, into: block)
            let count = table.rows(inBlock: number)
            var position = block.firstRow(notBefore: digest, count: count, of: table)
            while position < count {
                let row = block.row(position, of: table)
                guard row.digest == digest else { return found }
                guard packs.indices.contains(row.pack) else {
                    throw MergedIndex.damaged("a row names no pack")
                }
                let chunk = record(row.payload, packs[row.pack])
                found.append(Row(pack: row.pack, chunk: chunk))
                position += 1
            }
            number += 1
        }
        return found
    }

    /// The first block that may have rows with this leading word: the last that begins before it.
    private func firstBlock(for word: UInt64, in table: MergedTable) -> Int {
        var low = table.firstBlock
        var high = table.endBlock
        while low < high {
            let middle = (low + high) / 2
            if fences[middle] < word { low = middle + 1 } else { high = middle }
        }
        return max(low - 1, table.firstBlock)
    }

    private func read(_ number: Int, into block: MergedBlock) throws(StoreError) {
        try reader.read(
            at: blocksStart + UInt64(number) * UInt64(MergedLayout.blockSize), into: block.bytes)
        guard block.isSound(number: number, seal: seal) else {
            throw MergedIndex.damaged("block \(number) has changed")
        }
    }

    private static func pack(_ number: Int, in table: [UInt8]) -> MergedPack {
        let start = MergedLayout.headSize + number * MergedLayout.packSize
        let id = table.withUnsafeBytes {
            Digest(bytes: .init(rebasing: $0[start..<start + Digest.byteCount]))
        }
        return MergedPack(
            id: id, packLength: word(table, start + 32),
            stored: Timestamp(milliseconds: Int64(bitPattern: word(table, start + 40))),
            chunkCount: Int(truncatingIfNeeded: word(table, start + 48)),
            blobCount: Int(truncatingIfNeeded: word(table, start + 56)))
    }

    private static func read(
        _ reader: any ObjectReader, at offset: UInt64, count: Int
    ) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(StoreError) in try reader.read(at: offset, into: buffer) }
        }
        try result.get()
        return bytes
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes(Checksum.of)
    }

    private static func damaged(_ reason: String) -> StoreError {
        StoreError(.integrity, "\(ObjectLayout.mergedIndex) cannot be used: \(reason)")
    }
}
