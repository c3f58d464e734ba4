import FileIO
import StoreInterface
import StoreModel
import Synchronization

/// A blob's plain bytes from a copy that was hashed. A copy that does not read to its end is given up
/// for the chunks, by this reader for good.
final class HydratedBlob: BlobReader {
    let size: UInt64
    private let blob: SizedBlob
    private let file: FileReader
    private let checked: CheckedCopies
    private let base: any BlobOpener
    private let chunks = Mutex<(any BlobReader)?>(nil)

    init(_ blob: SizedBlob, file: FileReader, checked: CheckedCopies, base: any BlobOpener) {
        size = blob.size
        self.blob = blob
        self.file = file
        self.checked = checked
        self.base = base
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        guard offset < size else { return 0 }
        if let chunks = chunks.withLock({ $0 }) { return try chunks.read(at: offset, into: buffer) }
        let count = Int(min(UInt64(buffer.count), size - offset))
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count))
        // Whatever keeps the copy from being read, the chunks are there.
        if (try? file.read(at: offset, into: wanted)) == count { return count }
        checked.forget(blob)
        let reader = try base.openBlob(blob.digest, size: blob.size)
        chunks.withLock { $0 = reader }
        return try reader.read(at: offset, into: buffer)
    }
}
