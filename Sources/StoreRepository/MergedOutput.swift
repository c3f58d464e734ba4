import Hashing
import StoreInterface
import StoreModel

/// Bytes of a merged index on their way to a file, in large pieces.
final class MergedOutput {
    private static let pieceSize = 256 << 10

    private let writer: any ObjectWriter
    private var piece: [UInt8] = []

    init(_ writer: any ObjectWriter) {
        self.writer = writer
        piece.reserveCapacity(MergedOutput.pieceSize)
    }

    func append(_ bytes: some Collection<UInt8>) throws(StoreError) {
        piece.append(contentsOf: bytes)
        if piece.count >= MergedOutput.pieceSize { try flush() }
    }

    func flush() throws(StoreError) {
        let result = piece.withUnsafeBytes { bytes in
            Result { () throws(StoreError) in try writer.append(bytes) }
        }
        try result.get()
        piece.removeAll(keepingCapacity: true)
    }
}

/// Rows of a merged index being put into blocks, in their order.
final class MergedBlocks {
    private let output: MergedOutput
    private let seal: UInt64
    private let block = MergedBlock()
    private var table = MergedTable.chunks(0)
    private var rowCount = 0
    private var number = 0
    private var firstWords: [UInt64] = []

    init(_ output: MergedOutput, seal: UInt64) {
        self.output = output
        self.seal = seal
    }

    func begin(_ table: MergedTable) {
        self.table = table
        rowCount = 0
        block.clear()
    }

    func put(_ payload: UnsafeRawBufferPointer, pack: Int) throws(StoreError) {
        let position = rowCount % table.rowsPerBlock
        if position == 0, rowCount > 0 { try close() }
        block.put(payload, pack: pack, at: position, of: table)
        if position == 0 { firstWords.append(block.row(0, of: table).digest.leadingWord) }
        rowCount += 1
    }

    /// Throws `integrity` if there were fewer rows than the table says, or more.
    func end() throws(StoreError) {
        if rowCount > 0 { try close() }
        guard rowCount == table.rowCount else {
            throw StoreError(.integrity, "pack indexes changed while they were merged")
        }
    }

    /// What ends the file.
    var fences: [UInt8] {
        var out = LittleEndianBytes(
            capacity: firstWords.count * MergedLayout.fenceSize + MergedLayout.checksumSize)
        for word in firstWords { out.append(word) }
        out.append(out.bytes.withUnsafeBytes(Checksum.of) ^ seal)
        return out.bytes
    }

    private func close() throws(StoreError) {
        block.close(number: number, seal: seal)
        try output.append(UnsafeRawBufferPointer(block.bytes))
        number += 1
        block.clear()
    }
}
