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
        let size =
            PackLayout.headerSize + chunks.count * PackLayout.chunkSize
            + blobs.count * PackLayout.blobSize + recipes.count * PackLayout.recipeSize
        var out = LittleEndianBytes(capacity: size + PackLayout.trailerSize)
        out.append(PackLayout.magic)
        out.append(PackLayout.version)
        out.append(UInt32(0))
        out.append(UInt64(chunks.count))
        out.append(UInt64(blobs.count))
        out.append(UInt64(recipes.count))
        out.append(packLength)
        out.append([UInt8](repeating: 0, count: 16))
        for chunk in chunks.sorted(by: { $0.digest < $1.digest }) {
            out.append(chunk.digest)
            out.append(chunk.offset)
            out.append(chunk.storedLength)
            out.append(chunk.plainLength)
            out.append([chunk.codec.rawValue, 0, 0, 0, 0, 0, 0, 0])
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
        out.append(out.bytes.withUnsafeBytes(Checksum.of))
        return out.bytes
    }
}
