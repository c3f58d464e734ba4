package import Hashing
import StoreInterface
package import StoreModel
import Synchronization

/// A pack with its index in memory; its file is opened when it is read.
package final class Pack: Sendable {
    package let index: PackIndex
    /// When its index was published: the age of the blobs that came with it.
    package let stored: Timestamp
    private let storage: any ObjectStorage
    private let readers: PackReaders
    /// Whether the file is there and as long as the index says; nil until somebody asked.
    private let whole = Mutex<Bool?>(nil)

    init(
        _ index: PackIndex, stored: Timestamp, storage: any ObjectStorage, readers: PackReaders
    ) {
        self.index = index
        self.stored = stored
        self.storage = storage
        self.readers = readers
    }

    package var id: Digest { index.id }

    /// Fills `buffer` with the stored bytes of `chunk`.
    package func read(
        _ chunk: ChunkRecord, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        do throws(StoreError) {
            try readers.reader(of: id, in: storage).read(at: chunk.offset, into: buffer)
        } catch {
            // An index whose pack is gone is damage, not absence.
            guard error.code == .notFound else { throw error }
            throw StoreError(
                .integrity, "pack \(id.short) is missing", fix: "store verify --all --repair",
                cause: error.cause)
        }
    }

    /// Lets go of the file; the next read opens what stands there then.
    func closeFile() { readers.close(id) }

    /// Whether the file is there, as long as the index says. A push must not rely on a chunk of a
    /// pack that is lost or cut short.
    package func isWhole() throws(StoreError) -> Bool {
        if let known = whole.withLock({ $0 }) { return known }
        let size = try storage.information(ObjectLayout.pack(id))?.size
        whole.withLock { $0 = size == index.packLength }
        return size == index.packLength
    }
}
