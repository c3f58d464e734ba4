package import Hashing
import StoreInterface
package import StoreModel
import Synchronization

/// A pack with its index in memory; its file is opened when it is first read.
package final class Pack: Sendable {
    package let index: PackIndex
    /// When its index was published: the age of the blobs that came with it.
    package let stored: Timestamp
    private let storage: any ObjectStorage
    private let reader = Mutex<(any ObjectReader)?>(nil)

    init(_ index: PackIndex, stored: Timestamp, storage: any ObjectStorage) {
        self.index = index
        self.stored = stored
        self.storage = storage
    }

    package var id: Digest { index.id }

    /// Fills `buffer` with the stored bytes of `chunk`.
    package func read(
        _ chunk: ChunkRecord, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        try opened().read(at: chunk.offset, into: buffer)
    }

    private func opened() throws(StoreError) -> any ObjectReader {
        if let open = reader.withLock({ $0 }) { return open }
        let fresh = try storage.open(ObjectLayout.pack(id))
        return reader.withLock { current in
            if let current { return current }
            current = fresh
            return fresh
        }
    }
}
