import Chunking
import StoreInterface
import StoreModel
import StoreRepository

/// The chunks of a file of an earlier version, and where each begins in it.
struct ParentFile: Sendable {
    private let spans: ChunkSpans

    init(_ entries: [RecipeEntry]) { spans = ChunkSpans(entries) }

    /// What a chunk can be the difference from that stands in `range` now; nil if part of that is lost,
    /// or it is in too many pieces.
    func bases(
        at range: Range<UInt64>, in packs: PackCatalogue
    ) throws(StoreError) -> [DeltaSource]? {
        var found: [DeltaSource] = []
        var number = spans.number(at: range.lowerBound)
        while number < spans.chunks.count, spans[number].lowerBound < range.upperBound {
            let start = spans[number].lowerBound
            let part = range.clamped(to: spans[number])
            // Both lie within one chunk.
            let inside = UInt32(part.lowerBound - start)..<UInt32(part.upperBound - start)
            guard let bases = try packs.bases(of: spans.chunks[number], inside) else { return nil }
            for base in bases { found.append(joining: base) }
            guard found.count <= ChunkDelta.sourceLimit else { return nil }
            number += 1
        }
        return found
    }
}
