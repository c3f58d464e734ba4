import Chunking
import StoreInterface
import StoreModel
import StoreRepository

/// The chunks of a file of an earlier version, and where each begins in it.
struct ParentFile: Sendable {
    private let entries: [RecipeEntry]
    private let starts: [UInt64]

    init(_ entries: [RecipeEntry]) {
        self.entries = entries
        var starts: [UInt64] = []
        var position: UInt64 = 0
        for entry in entries {
            starts.append(position)
            position += UInt64(entry.plainLength)
        }
        self.starts = starts
    }

    /// What a chunk can be the difference from that stands in `range` now; nil if part of that is lost,
    /// or it is in too many pieces.
    func bases(
        at range: Range<UInt64>, in packs: PackCatalogue
    ) throws(StoreError) -> [DeltaSource]? {
        var found: [DeltaSource] = []
        var number = entry(at: range.lowerBound)
        while number < entries.count, starts[number] < range.upperBound {
            let (start, length) = (starts[number], UInt64(entries[number].plainLength))
            let part = range.clamped(to: start..<start + length)
            // Both lie within one chunk.
            let inside = UInt32(part.lowerBound - start)..<UInt32(part.upperBound - start)
            guard let bases = try packs.bases(of: entries[number].chunk, inside) else { return nil }
            for base in bases { found.append(joining: base) }
            guard found.count <= ChunkDelta.sourceLimit else { return nil }
            number += 1
        }
        return found
    }

    /// The last chunk that begins at or before `offset`.
    private func entry(at offset: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
