import Hashing
import StoreInterface
import StoreModel

/// Writes a merged index: the rows of an older one that still count, and those of packs that are not in
/// it. It goes through its sources once for each part of the digests, so that the rows in memory are
/// `MergeLimits.rowsAtOnce`, or an eighth of all.
///
/// Nothing is published unless every row is there that the packs' own indexes count.
struct MergedIndexWriter {
    /// A pack that the older index does not have.
    struct Addition {
        let pack: MergedPack
        /// Its own index, checked.
        let index: () throws(StoreError) -> PackIndex
    }

    private static let mostParts = 8

    private let old: MergedIndex?
    /// The new number of each pack of the older index; nil for one that does not count any more.
    private let numbers: [Int?]
    private let additions: [Addition]
    private let packs: [MergedPack]
    private let rowsAtOnce: Int

    /// - Parameter keeping: whether a pack of the older index still counts.
    init(
        old: MergedIndex?, keeping: (Digest) -> Bool, adding: [Addition], rowsAtOnce: Int
    ) {
        self.old = old
        self.rowsAtOnce = rowsAtOnce
        var packs: [MergedPack] = []
        numbers = (old?.packs ?? []).map { pack -> Int? in
            guard keeping(pack.id) else { return nil }
            packs.append(pack)
            return packs.count - 1
        }
        // Stable: of packs of one age the later is the newer.
        additions = adding.sorted { $0.pack.stored < $1.pack.stored }
        self.packs = packs + additions.map(\.pack)
    }

    /// Makes it durable in the place of what stood there. Another process may have been first.
    func write(to storage: any ObjectStorage) throws(StoreError) {
        let chunks = MergedTable.chunks(packs.reduce(0) { $0 + $1.chunkCount })
        let blobs = MergedTable.blobs(packs.reduce(0) { $0 + $1.blobCount }, after: chunks)
        guard packs.count <= MergedLayout.packLimit,
            max(chunks.rowCount, blobs.rowCount) <= MergedLayout.rowLimit
        else { throw StoreError(.limit, "there are too many packs to merge") }
        let writer = try storage.makeWriter()
        do throws(StoreError) {
            let output = MergedOutput(writer)
            let seal = try writeTable(to: output, chunks, blobs)
            let blocks = MergedBlocks(output, seal: seal)
            try writeRows(of: chunks, old?.chunks, to: blocks) { $0.chunkRows(in: $1) }
            try writeRows(of: blobs, old?.blobs, to: blocks) { $0.blobRows(in: $1) }
            try output.append(blocks.fences)
            try output.flush()
            // Only now: a full disk leaves the one that there is.
            try storage.delete(ObjectLayout.mergedIndex)
            if try writer.publish(as: ObjectLayout.mergedIndex) == .taken { writer.abandon() }
        } catch {
            writer.abandon()
            throw error
        }
    }

    /// Returns the seal.
    private func writeTable(
        to output: MergedOutput, _ chunks: MergedTable, _ blobs: MergedTable
    ) throws(StoreError) -> UInt64 {
        let size = MergedLayout.tableSize(packs: packs.count)
        var table = LittleEndianBytes(capacity: size)
        table.append(MergedLayout.magic)
        table.append(MergedLayout.version)
        table.append(UInt32(0))
        table.append(UInt64(packs.count))
        table.append(UInt64(chunks.rowCount))
        table.append(UInt64(blobs.rowCount))
        table.append([UInt8](repeating: 0, count: 24))
        for pack in packs {
            table.append(pack.id)
            table.append(pack.packLength)
            table.append(pack.stored.milliseconds)
            table.append(UInt64(pack.chunkCount))
            table.append(UInt64(pack.blobCount))
        }
        let rest = size - table.bytes.count - MergedLayout.checksumSize
        table.append([UInt8](repeating: 0, count: rest))
        let seal = table.bytes.withUnsafeBytes(Checksum.of)
        table.append(seal)
        try output.append(table.bytes)
        return seal
    }

    private func writeRows(
        of table: MergedTable, _ oldTable: MergedTable?, to blocks: MergedBlocks,
        _ rows: (PackIndex, ClosedRange<UInt64>) -> PackIndexRows
    ) throws(StoreError) {
        // Each part reads every index that is not in memory.
        let size = max(rowsAtOnce, table.rowCount / MergedIndexWriter.mostParts)
        let parts = max(1, (table.rowCount + size - 1) / size)
        let step = UInt64.max / UInt64(parts)
        blocks.begin(table)
        for part in 0..<parts {
            let first = UInt64(part) * step
            let words = first...(part == parts - 1 ? .max : first + step - 1)
            var sorter = MergedRows(payloadSize: table.payloadSize)
            if let old, let oldTable {
                try old.forEach(in: oldTable, words) { row, pack in
                    if let number = numbers[pack] { sorter.append(row, pack: number) }
                }
            }
            let start = packs.count - additions.count
            for (offset, addition) in additions.enumerated() {
                let index = try addition.index()
                rows(index, words).forEach { sorter.append($0, pack: start + offset) }
            }
            try sorter.forEachSorted { row, pack throws(StoreError) in
                try blocks.put(row, pack: pack)
            }
        }
        try blocks.end()
    }
}
