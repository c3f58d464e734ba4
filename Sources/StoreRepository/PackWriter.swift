package import Compression
package import Hashing
import Sabotage
import StoreInterface
package import StoreModel

/// A pack being filled by one thread. Nothing of it exists until `finish`.
package final class PackWriter {
    private let repository: Repository
    private let writer: any ObjectWriter
    private var index = PackIndexBuilder()

    package init(_ repository: Repository) throws(StoreError) {
        self.repository = repository
        writer = try repository.storage.makeWriter()
    }

    /// Stored bytes so far.
    package var length: UInt64 { writer.length }
    package var isEmpty: Bool { index.isEmpty }

    /// Appends a chunk that the pack does not hold yet.
    package func add(
        _ digest: Digest, plainLength: Int, codec: StoredCodec, stored: UnsafeRawBufferPointer,
        delta: ChunkDelta? = nil
    ) throws(StoreError) {
        let record = ChunkRecord(
            digest: digest, offset: writer.length, storedLength: UInt32(stored.count),
            plainLength: UInt32(plainLength), codec: codec, checksum: Checksum.of(stored),
            delta: delta)
        try writer.append(stored)
        index.add(record)
    }

    /// Appends a chunk of another pack as it is stored there.
    package func add(
        _ record: ChunkRecord, stored: UnsafeRawBufferPointer
    ) throws(StoreError) {
        try add(
            record.digest, plainLength: Int(record.plainLength), codec: record.codec,
            stored: stored, delta: record.delta)
    }

    /// Adds a blob of several chunks, wherever those stand.
    package func addBlob(_ digest: Digest, size: UInt64, recipe: [RecipeEntry]) {
        index.addBlob(digest, size: size, recipe: recipe)
    }

    /// Makes the pack durable, then its index, then the index's second copy, and returns it. An empty
    /// pack is let go.
    ///
    /// - Parameter time: when its blobs were first stored; nil: now.
    @discardableResult
    package func finish(asOf time: Timestamp? = nil) throws(StoreError) -> Pack? {
        guard !index.isEmpty else {
            writer.abandon()
            return nil
        }
        let bytes = index.bytes(packLength: writer.length)
        let id = SHA256Hasher.digest(of: bytes)
        let key = ObjectLayout.pack(id)
        if Sabotage.putsIndexFirst { try repository.putRoot(bytes, as: ObjectLayout.index(id)) }
        if try writer.publish(as: key) == .taken {
            // The index has checksums of every chunk, so equal ids mean equal packs: the one that
            // stands there is damaged, and this one is what it should be.
            try writer.publish(replacing: key)
        }
        // One whose file was lost or damaged is known as such.
        repository.packs.remove(id)
        try repository.putRoot(bytes, as: ObjectLayout.index(id), asOf: time)
        return try repository.packs.add(PackIndex(parsing: bytes, id: id))
    }

    /// Makes the pack durable in the place of `old`, all of whose chunks and recipes it holds, and
    /// removes the old one: its index first, so that there is never an index without its pack. Returns
    /// the new one, nil if it is empty.
    package func finish(replacing old: Pack) throws(StoreError) -> Pack? {
        let bytes = index.bytes(packLength: writer.length)
        if SHA256Hasher.digest(of: bytes) == old.id {
            try writer.publish(replacing: ObjectLayout.pack(old.id))
            repository.packs.remove(old.id)
            return try repository.packs.add(PackIndex(parsing: bytes, id: old.id))
        }
        let new = try finish()
        let key = ObjectLayout.index(old.id)
        try repository.storage.delete(ObjectLayout.mirror(key))
        try repository.storage.delete(key)
        try repository.storage.delete(ObjectLayout.pack(old.id))
        repository.packs.remove(old.id)
        return new
    }

    /// Lets go of everything.
    package func abandon() { writer.abandon() }
}
