import Chunking
import Compression
import FileIO
import Hashing
import StoreInterface
import StoreModel

/// One thread's part of a push: a segment read, cut, hashed and encoded in its own two buffers.
final class PushWorker {
    /// A chunk of the segment at hand. The ranges are of the worker's buffers.
    struct Chunk {
        let digest: Digest
        let plain: Range<Int>
        /// nil: it is stored already.
        let encoding: Encoding?
    }

    /// What is to be stored of a chunk.
    struct Encoding {
        let codec: StoredCodec
        let stored: Range<Int>
    }

    private let chunkers: any ChunkerSelection
    private let encoder: any ChunkEncoder
    private let sink: PushSink
    private let plain = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Segment.length, alignment: 4096)
    private let stored = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Segment.length, alignment: 4096)

    init(chunkers: any ChunkerSelection, encoder: any ChunkEncoder, sink: PushSink) {
        self.chunkers = chunkers
        self.encoder = encoder
        self.sink = sink
    }

    deinit {
        plain.deallocate()
        stored.deallocate()
    }

    /// The plain bytes of `range` in the segment at hand.
    func plainBytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: plain[range])
    }

    /// The stored bytes of a chunk of the segment at hand.
    func storedBytes(_ chunk: Chunk, _ encoding: Encoding) -> UnsafeRawBufferPointer {
        encoding.codec == .raw
            ? plainBytes(chunk.plain) : UnsafeRawBufferPointer(rebasing: stored[encoding.stored])
    }

    /// Reads and prepares a segment; the buffers hold it until the next call.
    func prepare(_ item: PushItem) throws(StoreError) -> [Chunk] {
        try read(item)
        let segment = plainBytes(0..<item.range.count)
        let name = String(item.file.path.split(separator: "/").last ?? "")
        let chunker = chunkers.chunker(
            forFileNamed: name, size: item.file.size, head: segment)
        var chunks: [Chunk] = []
        var position = 0
        var storedCount = 0
        while position < segment.count {
            let length = chunker.length(ofNextIn: .init(rebasing: segment[position...]))
            let range = position..<position + length
            let digest = SHA256Hasher.digest(of: plainBytes(range))
            var encoding: Encoding?
            if try !sink.isStored(digest) {
                encoding = try encode(range, &storedCount, item.file.path)
            }
            chunks.append(Chunk(digest: digest, plain: range, encoding: encoding))
            position += length
        }
        return chunks
    }

    private func encode(
        _ range: Range<Int>, _ storedCount: inout Int, _ path: String
    ) throws(StoreError) -> Encoding {
        let encoded: EncodedChunk
        do throws(CodecFailure) {
            encoded = try encoder.encode(plainBytes(range))
        } catch {
            throw StoreError(
                .integrity, "cannot encode \(quoted(path)): \(error)",
                fix: "test this machine's memory; nothing was registered")
        }
        guard encoded.codec != .raw else { return Encoding(codec: .raw, stored: range) }
        // The encoder's scratch is overwritten by the next chunk.
        let place = storedCount..<storedCount + encoded.bytes.count
        UnsafeMutableRawBufferPointer(rebasing: stored[place]).copyMemory(from: encoded.bytes)
        storedCount = place.upperBound
        return Encoding(codec: encoded.codec, stored: place)
    }

    /// Reads the segment and makes sure that the file is the one that the walk saw, before and after.
    private func read(_ item: PushItem) throws(StoreError) {
        let file = item.file
        let target = UnsafeMutableRawBufferPointer(rebasing: plain.prefix(item.range.count))
        let isSame = try attempting("cannot read \(quoted(file.path))") {
            () throws(FileError) -> Bool in
            let reader = try file.root.openEntry(file.name)
            guard try reader.status().isSameContent(as: file.status) else { return false }
            let count = try reader.read(at: item.range.lowerBound, into: target)
            guard count == target.count else { return false }
            return try reader.status().isSameContent(as: file.status)
        }
        guard isSame else { throw SourceTree.changed(file.path) }
    }
}
