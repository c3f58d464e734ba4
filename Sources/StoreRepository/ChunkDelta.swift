package import Compression
package import Hashing

/// What the stored bytes of a chunk are the difference from: parts of chunks that are stored as they
/// are, one after the other. So no delta leads to another (decision 0026).
package struct ChunkDelta: Hashable, Sendable {
    /// No delta has more sources: it bounds what a hostile index can make a reader decode.
    package static let sourceLimit = 16

    /// What was subtracted at a time.
    package let width: ElementWidth
    /// 1 to `sourceLimit`; together as long as the chunk.
    package let sources: [DeltaSource]

    package init(width: ElementWidth, sources: [DeltaSource]) {
        self.width = width
        self.sources = sources
    }

    /// What the sources take in both copies of the index.
    package static func overhead(of count: Int) -> Int { 2 * count * PackLayout.sourceSize }
}

/// A part of the plain bytes of a chunk.
package struct DeltaSource: Hashable, Sendable {
    package let chunk: Digest
    /// Bytes from the start of the chunk.
    package let start: UInt32
    /// At least 1.
    package let length: UInt32

    package init(chunk: Digest, start: UInt32, length: UInt32) {
        self.chunk = chunk
        self.start = start
        self.length = length
    }

    /// Where the part ends; no chunk is long enough for it to overflow.
    var end: UInt32 { start + length }
}

extension [DeltaSource] {
    /// Adds a part, or makes the last one longer if it goes on from there.
    package mutating func append(joining part: DeltaSource) {
        guard let last, last.chunk == part.chunk, last.end == part.start else {
            return append(part)
        }
        self[count - 1] = DeltaSource(
            chunk: last.chunk, start: last.start, length: last.length + part.length)
    }

    /// The parts that make `range` of what these make together, which holds it.
    package func slice(_ range: Range<UInt32>) -> [DeltaSource] {
        var parts: [DeltaSource] = []
        var position: UInt32 = 0
        for part in self {
            let wanted = range.clamped(to: position..<position + part.length)
            if !wanted.isEmpty {
                parts.append(
                    DeltaSource(
                        chunk: part.chunk, start: part.start + (wanted.lowerBound - position),
                        length: UInt32(wanted.count)))
            }
            position += part.length
        }
        return parts
    }
}
