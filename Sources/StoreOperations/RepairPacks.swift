import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Replaces packs with damaged chunks by sound ones, with healthy copies from this store or another.
struct RepairPacks {
    let repository: Repository
    let repair: VerifyRequest.Repair

    /// Rewrites a pack whose `chunks` are damaged, and removes the old one if every chunk of it stands
    /// in the new one. Otherwise the old one stays, because what cannot be read today may be read by
    /// somebody tomorrow, and what only another store has is put beside it.
    ///
    /// - Returns: those of `chunks` of which there is a sound copy here now.
    func mend(
        _ id: Digest, _ chunks: Set<Digest>, _ damaged: DamagedChunks
    ) throws(StoreError) -> Set<Digest> {
        guard let pack = try repository.packs.all().first(where: { $0.id == id }) else { return [] }
        let index = try pack.index
        let records = (0..<index.chunkCount).map(index.chunk(at:))
            .sorted { $0.offset < $1.offset }
        let writer = try PackWriter(repository)
        let left = try write(records, of: pack, chunks, damaged, to: writer)
        guard left.isEmpty else {
            writer.abandon()
            let mended = chunks.subtracting(left)
            try rescue(records.filter { mended.contains($0.digest) }, of: pack, chunks, damaged)
            return mended
        }
        try replace(pack, by: writer)
        return chunks
    }

    /// Adds the recipes of `old`, and puts what was written in its place. A recipe that was proved there
    /// is the same one here, of the same chunks.
    private func replace(_ old: Pack, by writer: PackWriter) throws(StoreError) {
        let index = try old.index
        let blobs = (0..<index.blobCount).map(index.blob(at:))
        for blob in blobs {
            writer.addBlob(blob.digest, size: blob.size, recipe: index.recipe(of: blob))
        }
        let proved = blobs.map(\.digest).filter { repository.proofs.holds($0, in: old.id) }
        guard let new = try writer.finish(replacing: old) else { return }
        for blob in proved { repository.proofs.record(blob, in: new) }
    }

    /// Puts into a pack of their own those damaged chunks of which no sound copy is here.
    private func rescue(
        _ records: [ChunkRecord], of pack: Pack, _ chunks: Set<Digest>, _ damaged: DamagedChunks
    ) throws(StoreError) {
        var lost: [ChunkRecord] = []
        for record in records {
            let places = try repository.packs.places(of: record.digest)
            if places.allSatisfy({ damaged.contains(record.digest, in: $0.0.id) }) {
                lost.append(record)
            }
        }
        let writer = try PackWriter(repository)
        let left = try write(lost, of: pack, chunks, damaged, to: writer)
        guard left.isEmpty else {
            // It was there a moment ago.
            writer.abandon()
            throw StoreError(.inputOutput, "a chunk that is to be mended cannot be read again")
        }
        try writer.finish()
    }

    /// Adds the chunks, sound ones as they are stored; returns those that are not to be had.
    private func write(
        _ records: [ChunkRecord], of pack: Pack, _ chunks: Set<Digest>, _ damaged: DamagedChunks,
        to writer: PackWriter
    ) throws(StoreError) -> Set<Digest> {
        let plain = UnsafeMutableRawBufferPointer.allocate(
            byteCount: StoredCodec.plainLimit, alignment: 64)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: StoredCodec.plainLimit, alignment: 64)
        defer {
            plain.deallocate()
            room.deallocate()
        }
        let encoder = ContentCoding.standard.makeEncoder()
        var left: Set<Digest> = []
        for record in records {
            let bytes = UnsafeMutableRawBufferPointer(
                rebasing: plain.prefix(Int(record.plainLength)))
            var stored: UnsafeRawBufferPointer?
            do throws(StoreError) {
                try fill(bytes, record, pack, chunks, damaged)
                if !chunks.contains(record.digest) {
                    stored = try repository.chunks.stored(record, from: pack, in: room)
                }
            } catch {
                guard [.integrity, .notFound, .inputOutput].contains(error.code) else {
                    writer.abandon()
                    throw error
                }
                left.insert(record.digest)
                continue
            }
            do throws(StoreError) {
                if let stored {
                    try writer.add(record, stored: stored)
                } else {
                    try add(record.digest, UnsafeRawBufferPointer(bytes), encoder, to: writer)
                }
            } catch {
                writer.abandon()
                throw error
            }
        }
        return left
    }

    /// Brings a blob that is missing here from the other store, if there is one.
    func fetch(_ blob: Digest, size: UInt64) throws(StoreError) -> VerifyRepairOutcome {
        guard case .fromStore(let other) = repair else { return .left }
        do throws(StoreError) {
            for recipe in try other.recipes(of: blob, size: size) {
                if try fetch(blob, size: size, recipe.entries, other) { return .repaired }
            }
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
        }
        return .left
    }

    /// Returns false if the other store's recipe does not make the blob.
    private func fetch(
        _ blob: Digest, size: UInt64, _ recipe: [RecipeEntry], _ other: Repository
    ) throws(StoreError) -> Bool {
        let writer = try PackWriter(repository)
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: StoredCodec.plainLimit, alignment: 64)
        defer { buffer.deallocate() }
        let encoder = ContentCoding.standard.makeEncoder()
        var added: Set<Digest> = []
        var hasher = SHA256Hasher()
        do throws(StoreError) {
            for entry in recipe {
                let plain = UnsafeMutableRawBufferPointer(
                    rebasing: buffer.prefix(Int(entry.plainLength)))
                try other.chunks.read(entry.chunk, into: plain)
                hasher.update(UnsafeRawBufferPointer(plain))
                guard added.insert(entry.chunk).inserted else { continue }
                try add(entry.chunk, UnsafeRawBufferPointer(plain), encoder, to: writer)
            }
        } catch {
            writer.abandon()
            throw error
        }
        guard hasher.finish() == blob else {
            writer.abandon()
            return false
        }
        if recipe.count > 1 { writer.addBlob(blob, size: size, recipe: recipe) }
        if let pack = try writer.finish() { repository.proofs.recordAll(of: pack) }
        return true
    }

    /// The chunk's checked plain bytes: from its own pack if sound, from another copy here, or from
    /// the other store.
    private func fill(
        _ plain: UnsafeMutableRawBufferPointer, _ record: ChunkRecord, _ pack: Pack,
        _ chunks: Set<Digest>, _ damaged: DamagedChunks
    ) throws(StoreError) {
        guard chunks.contains(record.digest) else {
            return try repository.chunks.read(record, from: pack, into: plain)
        }
        for (place, copy) in try repository.packs.places(of: record.digest)
        where !damaged.contains(record.digest, in: place.id) {
            return try repository.chunks.read(copy, from: place, into: plain)
        }
        guard case .fromStore(let other) = repair else {
            throw StoreError(.notFound, "no other copy of chunk \(record.digest.short)")
        }
        try other.chunks.read(record.digest, into: plain)
    }

    private func add(
        _ digest: Digest, _ plain: UnsafeRawBufferPointer, _ encoder: any ChunkEncoder,
        to writer: PackWriter
    ) throws(StoreError) {
        let encoded: EncodedChunk
        do throws(CodecFailure) { encoded = try encoder.encode(plain) } catch {
            throw StoreError(.integrity, "cannot encode chunk \(digest.short): \(error)")
        }
        try writer.add(
            digest, plainLength: plain.count, codec: encoded.codec, stored: encoded.bytes)
    }
}
