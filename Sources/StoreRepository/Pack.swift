package import Hashing
import Sabotage
import StoreInterface
package import StoreModel
import Synchronization

/// A pack; its file is opened when it is read. Its own index is in memory, or read when it is needed
/// if the merged index says where its chunks stand.
package final class Pack: Sendable {
    private enum Source {
        case memory(PackIndex)
        case disk(PackIndexes)
    }

    package let id: Digest
    /// When its index was published: the age of the blobs that came with it.
    package let stored: Timestamp
    /// Bytes of the file, if it is whole.
    package let packLength: UInt64
    package let chunkCount: Int
    package let blobCount: Int
    /// Of two packs that are equally old, the greater is taken for the newer.
    let sequence: Int
    private let source: Source
    private let storage: any ObjectStorage
    private let readers: PackReaders
    /// Whether the file is there and as long as the index says; nil until somebody asked.
    private let whole = Mutex<Bool?>(nil)
    private let hasReadIndex = Atomic<Bool>(false)

    /// A pack whose index stays in memory.
    init(
        _ index: PackIndex, stored: Timestamp, sequence: Int = 0, storage: any ObjectStorage,
        readers: PackReaders
    ) {
        id = index.id
        self.stored = stored
        packLength = index.packLength
        chunkCount = index.chunkCount
        blobCount = index.blobCount
        self.sequence = sequence
        source = .memory(index)
        self.storage = storage
        self.readers = readers
    }

    /// A pack of which the merged index speaks.
    init(
        _ merged: MergedPack, sequence: Int, indexes: PackIndexes, storage: any ObjectStorage,
        readers: PackReaders
    ) {
        id = merged.id
        stored = merged.stored
        packLength = merged.packLength
        chunkCount = merged.chunkCount
        blobCount = merged.blobCount
        self.sequence = sequence
        source = .disk(indexes)
        self.storage = storage
        self.readers = readers
    }

    /// Its own index, checked whole. Throws `integrity`, `notFound` or `unknownFormat` if there is none
    /// that can be used; never, if it is in memory.
    package var index: PackIndex {
        get throws(StoreError) {
            switch source {
            case .memory(let index): return index
            case .disk(let indexes): return try indexes.index(of: id)
            }
        }
    }

    /// Whether its own index can be used, and says of the pack what the merged index says; found out
    /// once. Throws `integrity` if it says anything else: then the merged index is none.
    func isListed() throws(StoreError) -> Bool {
        guard case .disk = source, !hasReadIndex.load(ordering: .acquiring) else { return true }
        let own: PackIndex
        do throws(StoreError) { own = try index } catch {
            guard error.saysNoIndex else { throw error }
            return false
        }
        guard own.packLength == packLength, own.chunkCount == chunkCount,
            own.blobCount == blobCount
        else {
            throw StoreError(
                .integrity, "\(ObjectLayout.mergedIndex) lies about pack \(id.short)")
        }
        hasReadIndex.store(true, ordering: .releasing)
        return true
    }

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
        if Sabotage.trustsLostPacks { return true }
        if let known = whole.withLock({ $0 }) { return known }
        let size = try storage.information(ObjectLayout.pack(id))?.size
        whole.withLock { $0 = size == packLength }
        return size == packLength
    }

    /// Whether this one is to be tried before the other.
    func isNewer(than other: Pack) -> Bool {
        (stored, sequence) > (other.stored, other.sequence)
    }
}

extension StoreError {
    /// `verify` names such an index; what only it holds is missing until it is repaired.
    var saysNoIndex: Bool {
        switch code {
        case .integrity, .notFound, .unknownFormat: true
        default: false
        }
    }
}
