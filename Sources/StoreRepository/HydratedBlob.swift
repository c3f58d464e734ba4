import FileIO
import Sabotage
import StoreInterface
import StoreModel
import Synchronization

/// A blob's plain bytes from a copy that was hashed. A copy that does not read to its end, or is not
/// what it was when it was hashed, is given up for the chunks, by this reader for good.
final class HydratedBlob: BlobReader {
    private enum Source {
        case copy(FileReader)
        case chunks(any BlobReader)
    }

    let size: UInt64
    private let blob: SizedBlob
    private let identity: CopyIdentity
    private let checked: CheckedCopies
    private let base: any BlobOpener
    private let source: Mutex<Source>

    /// - Parameter identity: what `file` was when it was hashed.
    init(
        _ blob: SizedBlob, file: FileReader, identity: CopyIdentity, checked: CheckedCopies,
        base: any BlobOpener
    ) {
        size = blob.size
        self.blob = blob
        self.identity = identity
        self.checked = checked
        self.base = base
        source = Mutex(.copy(file))
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        guard offset < size else { return 0 }
        switch source.withLock({ $0 }) {
        case .chunks(let chunks): return try chunks.read(at: offset, into: buffer)
        case .copy(let file):
            let count = Int(min(UInt64(buffer.count), size - offset))
            if fill(.init(rebasing: buffer.prefix(count)), at: offset, from: file) { return count }
            return try giveUp().read(at: offset, into: buffer)
        }
    }

    /// Whether `wanted` is full of bytes that were hashed. Who writes to a file moves its time first,
    /// so a look at it afterwards finds out whatever was written before the bytes were read.
    private func fill(
        _ wanted: UnsafeMutableRawBufferPointer, at offset: UInt64, from file: FileReader
    ) -> Bool {
        // Whatever keeps the copy from being read, the chunks are there.
        guard (try? file.read(at: offset, into: wanted)) == wanted.count,
            let status = try? file.status()
        else { return false }
        return CopyIdentity(status) == identity || Sabotage.servesChangedCopies
    }

    private func giveUp() throws(StoreError) -> any BlobReader {
        checked.forget(blob)
        let reader = try base.openBlob(blob.digest, size: blob.size)
        source.withLock { $0 = .chunks(reader) }
        return reader
    }
}
