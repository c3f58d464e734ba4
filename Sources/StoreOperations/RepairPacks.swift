import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Replaces packs with damaged chunks by sound ones, with healthy copies from this store or another.
struct RepairPacks {
    let repository: Repository
    let repair: VerifyRequest.Repair

    /// Rewrites a pack whose `chunks` are damaged. The old one is removed only when every chunk of it
    /// stands in the new one.
    func mend(
        _ id: Digest, _ chunks: Set<Digest>, _ damaged: DamagedChunks
    ) throws(StoreError) -> VerifyRepairOutcome {
        if case .none = repair { return .left }
        guard let pack = try repository.packs.all().first(where: { $0.id == id }) else {
            return .left
        }
        let records = (0..<pack.index.chunkCount).map(pack.index.chunk(at:))
            .sorted { $0.offset < $1.offset }
        let writer = try PackWriter(repository)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        let encoder = ContentCoding.standard.makeEncoder()
        do throws(StoreError) {
            for record in records {
                let plain = UnsafeMutableRawBufferPointer(
                    rebasing: buffer.prefix(Int(record.plainLength)))
                try fill(plain, record, pack, chunks, damaged)
                try add(record.digest, UnsafeRawBufferPointer(plain), encoder, to: writer)
            }
        } catch {
            writer.abandon()
            switch error.code {
            case .integrity, .notFound, .inputOutput: return .left
            default: throw error
            }
        }
        for position in 0..<pack.index.blobCount {
            let blob = pack.index.blob(at: position)
            writer.addBlob(blob.digest, size: blob.size, recipe: pack.index.recipe(of: blob))
        }
        try writer.finish(replacing: pack)
        return .repaired
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
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
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
