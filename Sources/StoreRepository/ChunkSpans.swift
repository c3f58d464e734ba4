package import Hashing

/// Where the chunks of a blob begin and end in it.
package struct ChunkSpans: Sendable {
    /// The blob's size in bytes.
    package let size: UInt64
    package let chunks: [Digest]
    /// Where each chunk begins, and at the end the size of the blob.
    private let starts: [UInt64]

    package init(_ recipe: [RecipeEntry]) {
        var position: UInt64 = 0
        var starts: [UInt64] = [0]
        for entry in recipe {
            position += UInt64(entry.plainLength)
            starts.append(position)
        }
        size = position
        self.starts = starts
        chunks = recipe.map(\.chunk)
    }

    /// The bytes of a chunk.
    package subscript(number: Int) -> Range<UInt64> { starts[number]..<starts[number + 1] }

    /// The last chunk that begins at or before `offset`, which lies inside the blob.
    package func number(at offset: UInt64) -> Int {
        var low = 0
        var high = chunks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
