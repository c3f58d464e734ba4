import Compression
import Hashing
import StoreModel

/// What an index says of deltas: the part of a chunk's row behind its codec, and the table of sources.
extension PackIndex {
    /// Whether this pack holds the chunk, and not as the difference from others.
    func holdsPlain(_ digest: Digest) -> Bool {
        position(of: digest, from: PackLayout.headerSize, count: chunkCount)
            .map { delta(at: $0) == nil } ?? false
    }

    /// As `chunk(at:)`, what it is the difference from alone.
    func delta(at position: Int) -> ChunkDelta? {
        delta(of: PackLayout.headerSize + position * PackLayout.chunkSize)
    }

    /// The delta of a row of the chunk table; checkDeltas has refused those that are none.
    func delta(of row: Int) -> ChunkDelta? {
        guard header.hasDeltas, let width = ElementWidth(rawValue: width(of: row)) else {
            return nil
        }
        let first = firstSource(of: row)
        return ChunkDelta(
            width: width, sources: (first..<first + sourceCount(of: row)).map(source(at:)))
    }

    private func width(of row: Int) -> UInt8 { UInt8(truncatingIfNeeded: word(row + 48) >> 8) }

    private func sourceCount(of row: Int) -> Int { Int(word(row + 48) >> 16 & 0xFF) }

    private func firstSource(of row: Int) -> Int { Int(word(row + 48) >> 32) }

    private func source(at position: Int) -> DeltaSource {
        let start = header.sourceStart + position * PackLayout.sourceSize
        let span = word(start + 32)
        return DeltaSource(
            chunk: digest(start), start: UInt32(truncatingIfNeeded: span),
            length: UInt32(truncatingIfNeeded: span >> 32))
    }

    /// Every source belongs to one delta, in the order of the chunks.
    func checkDeltas() throws(StoreError) {
        guard header.hasDeltas else { return }
        var next = 0
        for position in 0..<chunkCount {
            let row = PackLayout.headerSize + position * PackLayout.chunkSize
            guard word(row + 48) >> 8 != 0 else { continue }
            let (width, count) = (width(of: row), sourceCount(of: row))
            let plainLength = UInt32(truncatingIfNeeded: word(row + 40) >> 32)
            guard ElementWidth(rawValue: width) != nil, plainLength % UInt32(width) == 0,
                (1...ChunkDelta.sourceLimit).contains(count), word(row + 48) >> 24 & 0xFF == 0,
                firstSource(of: row) == next, count <= header.sourceCount - next,
                isLength(plainLength, of: next..<next + count)
            else {
                throw PackIndex.damaged(id, "the delta of chunk \(digest(row).short) is none")
            }
            next += count
        }
        guard next == header.sourceCount else {
            throw PackIndex.damaged(id, "it has sources of no delta")
        }
    }

    /// Whether the sources are parts of chunks and together of this length.
    private func isLength(_ plainLength: UInt32, of sources: Range<Int>) -> Bool {
        var total: UInt64 = 0
        for source in sources.lazy.map(source(at:)) {
            guard source.length > 0,
                UInt64(source.start) + UInt64(source.length)
                    <= UInt64(PackLayout.plainLimit)
            else { return false }
            total += UInt64(source.length)
        }
        return total == UInt64(plainLength)
    }
}
