import Hashing
import StoreInterface
import StoreModel

/// A blob's plain bytes, put together from its chunks as they are asked for.
final class StoredBlob: BlobReader {
    let size: UInt64
    private let chunks: [Digest]
    /// Where each chunk begins, and at the end the size of the blob.
    private let starts: [UInt64]
    private let source: ChunkSource
    private let cache: ChunkCache

    init(recipe: [RecipeEntry], source: ChunkSource, cache: ChunkCache) {
        var position: UInt64 = 0
        var starts: [UInt64] = [0]
        for entry in recipe {
            position += UInt64(entry.plainLength)
            starts.append(position)
        }
        size = position
        self.starts = starts
        chunks = recipe.map(\.chunk)
        self.source = source
        self.cache = cache
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        guard offset < size else { return 0 }
        let end = offset + min(UInt64(buffer.count), size - offset)
        var position = offset
        var number = chunkNumber(at: offset)
        while position < end {
            let chunk = starts[number]..<starts[number + 1]
            let wanted = position..<min(chunk.upperBound, end)
            let start = Int(position - offset)
            let target = UnsafeMutableRawBufferPointer(
                rebasing: buffer[start..<start + wanted.count])
            if wanted == chunk {
                try source.read(chunks[number], into: target)
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
        if let entry = cache.entry(chunks[number]), entry.bytes.count == count { return entry }
        let entry = ChunkCache.Entry(count: count)
        try source.read(chunks[number], into: entry.bytes)
        cache.insert(entry, as: chunks[number])
        return entry
    }

    /// The last chunk that begins at or before `offset`, which lies inside the blob.
    private func chunkNumber(at offset: UInt64) -> Int {
        var low = 0
        var high = chunks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
