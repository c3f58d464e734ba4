import Compression
import Hashing

/// One block of a merged index in memory. One thread's.
final class MergedBlock {
    struct Row {
        let digest: Digest
        /// The row without the number of its pack.
        let payload: UnsafeRawBufferPointer
        let pack: Int
    }

    let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: MergedLayout.blockSize, alignment: 64)

    deinit { bytes.deallocate() }

    /// Whether this is block `number` of the merged index with that seal, unchanged.
    func isSound(number: Int, seal: UInt64) -> Bool {
        word(0, UInt64.self) == checksum
            && word(8, UInt32.self) == UInt32(truncatingIfNeeded: seal)
            && word(12, UInt32.self) == UInt32(truncatingIfNeeded: number)
    }

    /// Makes it one.
    func close(number: Int, seal: UInt64) {
        store(UInt32(truncatingIfNeeded: seal), at: 8)
        store(UInt32(truncatingIfNeeded: number), at: 12)
        store(checksum, at: 0)
    }

    /// The row at a position, which lies in the block.
    func row(_ position: Int, of table: MergedTable) -> Row {
        let start = MergedLayout.blockHeadSize + position * table.rowSize
        return Row(
            digest: digest(at: start),
            payload: UnsafeRawBufferPointer(
                rebasing: UnsafeRawBufferPointer(bytes)[start..<start + table.payloadSize]),
            pack: Int(word(start + table.payloadSize, UInt32.self)))
    }

    /// The position of the first row of `count` that is not before `digest`.
    func firstRow(notBefore digest: Digest, count: Int, of table: MergedTable) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let found = self.digest(at: MergedLayout.blockHeadSize + middle * table.rowSize)
            if found < digest { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Puts a row at a position.
    func put(
        _ payload: UnsafeRawBufferPointer, pack: Int, at position: Int, of table: MergedTable
    ) {
        let start = MergedLayout.blockHeadSize + position * table.rowSize
        UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + table.payloadSize])
            .copyMemory(from: payload)
        store(UInt32(truncatingIfNeeded: pack), at: start + table.payloadSize)
    }

    func clear() { bytes.initializeMemory(as: UInt8.self, repeating: 0) }

    private var checksum: UInt64 {
        Checksum.of(.init(rebasing: bytes[MergedLayout.checksumSize...]))
    }

    private func digest(at start: Int) -> Digest {
        Digest(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + Digest.byteCount]))
    }

    private func word<Word: FixedWidthInteger>(_ offset: Int, _: Word.Type) -> Word {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }

    private func store(_ value: some FixedWidthInteger, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) {
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: $0)
        }
    }
}

extension ChunkRecord {
    /// What a row of a merged index says of a chunk. Nil if it says more than this knows how to read,
    /// or what no pack holds.
    init?(mergedRow row: UnsafeRawBufferPointer, _ digest: Digest, packLength: UInt64) {
        func word<Word: FixedWidthInteger>(_ offset: Int, _: Word.Type) -> Word {
            Word(littleEndian: row.loadUnaligned(fromByteOffset: offset, as: Word.self))
        }
        // The codec, and seven bytes that are zero where the codec says all.
        guard let codec = StoredCodec(rawValue: row[48]), word(48, UInt64.self) < 256 else {
            return nil
        }
        let offset = word(32, UInt64.self)
        let (stored, plain) = (word(40, UInt32.self), word(44, UInt32.self))
        let (end, overflow) = offset.addingReportingOverflow(UInt64(stored))
        guard !overflow, end <= min(packLength, UInt64(Int64.max)),
            stored <= PackLayout.storedLimit, (1...PackLayout.plainLimit).contains(plain)
        else { return nil }
        self.init(
            digest: digest, offset: offset, storedLength: stored, plainLength: plain,
            codec: codec, checksum: word(56, UInt64.self), delta: nil)
    }
}
