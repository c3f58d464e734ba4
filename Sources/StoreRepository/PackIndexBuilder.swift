import Compression
import Hashing

/// Collects the chunks and recipes of one pack and makes the bytes of its index.
struct PackIndexBuilder {
    private(set) var chunks: [ChunkRecord] = []
    private var blobs: [BlobRecord] = []
    private var recipes: [RecipeEntry] = []

    var isEmpty: Bool { chunks.isEmpty && blobs.isEmpty }

    mutating func add(_ chunk: ChunkRecord) { chunks.append(chunk) }

    mutating func addBlob(_ digest: Digest, size: UInt64, recipe: [RecipeEntry]) {
        blobs.append(
            BlobRecord(
                digest: digest, size: size, firstEntry: recipes.count, entryCount: recipe.count))
        recipes.append(contentsOf: recipe)
    }

    /// The index of a pack of `packLength` bytes.
    func bytes(packLength: UInt64) -> [UInt8] {
        let sorted = chunks.sorted { $0.digest < $1.digest }
        let sources = sorted.flatMap { $0.delta?.sources ?? [] }
        let size =
            PackLayout.headerSize + chunks.count * PackLayout.chunkSize
            + blobs.count * PackLayout.blobSize + recipes.count * PackLayout.recipeSize
            + sources.count * PackLayout.sourceSize
        var out = LittleEndianBytes(capacity: size + PackLayout.trailerSize)
        out.append(PackLayout.magic)
        out.append(sources.isEmpty ? PackLayout.version : PackLayout.deltaVersion)
        out.append(UInt32(0))
        out.append(UInt64(chunks.count))
        out.append(UInt64(blobs.count))
        out.append(UInt64(recipes.count))
        out.append(packLength)
        out.append(UInt64(sources.count))
        out.append(UInt64(0))
        var firstSource: UInt32 = 0
        for chunk in sorted {
            out.append(chunk.digest)
            out.append(chunk.offset)
            out.append(chunk.storedLength)
            out.append(chunk.plainLength)
            let sourceCount = UInt8(chunk.delta?.sources.count ?? 0)
            out.append([chunk.codec.rawValue, chunk.delta?.width.rawValue ?? 0, sourceCount, 0])
            out.append(sourceCount > 0 ? firstSource : 0)
            firstSource += UInt32(sourceCount)
            out.append(chunk.checksum)
        }
        for blob in blobs.sorted(by: { $0.digest < $1.digest }) {
            out.append(blob.digest)
            out.append(blob.size)
            out.append(UInt64(blob.firstEntry))
            out.append(UInt64(blob.entryCount))
            out.append(UInt64(0))
        }
        for entry in recipes {
            out.append(entry.chunk)
            out.append(entry.plainLength)
            out.append(UInt32(0))
        }
        for source in sources {
            out.append(source.chunk)
            out.append(source.start)
            out.append(source.length)
        }
        out.append(out.bytes.withUnsafeBytes(Checksum.of))
        return out.bytes
    }
}
