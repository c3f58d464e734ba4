import Hashing
import StoreInterface
import StoreModel

/// A blob's plain bytes, put together from its chunks as they are asked for.
final class StoredBlob: BlobReader {
    var size: UInt64 { spans.size }
    private let spans: ChunkSpans
    private let source: ChunkSource
    private let cache: ChunkCache

    init(recipe: [RecipeEntry], source: ChunkSource, cache: ChunkCache) {
        spans = ChunkSpans(recipe)
        self.source = source
        self.cache = cache
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        guard offset < size else { return 0 }
        let end = offset + min(UInt64(buffer.count), size - offset)
        var position = offset
        var number = spans.number(at: offset)
        while position < end {
            let chunk = spans[number]
            let wanted = position..<min(chunk.upperBound, end)
            let start = Int(position - offset)
            let target = UnsafeMutableRawBufferPointer(
                rebasing: buffer[start..<start + wanted.count])
            if wanted == chunk {
                try source.read(spans.chunks[number], into: target)
            } else {
                let whole = try cached(number, count: chunk.count)
                let first = Int(wanted.lowerBound - chunk.lowerBound)
                // Its memory goes when it does.
                withExtendedLifetime(whole) {
                    target.copyMemory(
                        from: .init(rebasing: whole.bytes[first..<first + wanted.count]))
                }
            }
            position = wanted.upperBound
            number += 1
        }
        return Int(end - offset)
    }

    private func cached(_ number: Int, count: Int) throws(StoreError) -> ChunkCache.Entry {
        // Of two indexes that give a chunk two lengths, one lies.
        if let entry = cache.entry(spans.chunks[number]), entry.bytes.count == count {
            return entry
        }
        let entry = ChunkCache.Entry(count: count)
        try source.read(spans.chunks[number], into: entry.bytes)
        cache.insert(entry, as: spans.chunks[number])
        return entry
    }
}
