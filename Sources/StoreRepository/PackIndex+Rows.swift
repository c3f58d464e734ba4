import Hashing

/// The rows of a pack's index as they stand, for the merged index.
extension PackIndex {
    /// The rows of the chunk table whose digests have their leading word in `words`.
    func chunkRows(in words: ClosedRange<UInt64>) -> PackIndexRows {
        rows(
            words, from: PackLayout.headerSize, count: chunkCount, rowSize: PackLayout.chunkSize,
            payloadSize: MergedLayout.chunkSize)
    }

    /// The same of the blob table.
    func blobRows(in words: ClosedRange<UInt64>) -> PackIndexRows {
        rows(
            words, from: PackLayout.headerSize + chunkCount * PackLayout.chunkSize,
            count: blobCount, rowSize: PackLayout.blobSize, payloadSize: MergedLayout.blobSize)
    }

    private func rows(
        _ words: ClosedRange<UInt64>, from start: Int, count: Int, rowSize: Int,
        payloadSize: Int
    ) -> PackIndexRows {
        let all = PackIndexRows(
            bytes: bytes[start..<start + count * rowSize], rowSize: rowSize,
            payloadSize: payloadSize)
        let first = all.count { $0 < words.lowerBound }
        let end = all.count { $0 <= words.upperBound }
        return PackIndexRows(
            bytes: bytes[start + first * rowSize..<start + end * rowSize], rowSize: rowSize,
            payloadSize: payloadSize)
    }
}

extension PackIndexRows {
    /// How many rows from the first have leading words for which `isBefore` holds.
    fileprivate func count(_ isBefore: (UInt64) -> Bool) -> Int {
        bytes.withUnsafeBytes { all in
            var low = 0
            var high = all.count / rowSize
            while low < high {
                let middle = (low + high) / 2
                let word = all.loadUnaligned(
                    fromByteOffset: middle * rowSize, as: UInt64.self)
                if isBefore(UInt64(bigEndian: word)) { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
