import Hashing
import StoreInterface
import StoreModel

/// Writes what is needed of a pack to a new one, stored bytes as they are, every chunk checked down
/// to its plain bytes on the way.
struct PackRepack {
    let repository: Repository
    let marks: LiveMarks

    /// Returns the bits of what was copied; nil if a chunk is damaged: that pack is left as it is, for
    /// `verify` to mend.
    func rewrite(_ id: Digest) throws(StoreError) -> LiveMarks.Marks? {
        guard let live = marks.marks(of: id), let pack = try pack(id) else { return nil }
        let writer = try PackWriter(repository)
        do throws(StoreError) {
            try copyChunks(live, of: pack, to: writer)
        } catch {
            writer.abandon()
            guard error.code == .integrity || error.code == .inputOutput else { throw error }
            return nil
        }
        let wasProved = try copyRecipes(live, of: pack, to: writer)
        let fresh = try writer.finish(asOf: pack.stored)
        if let fresh, wasProved { repository.proofs.recordAll(of: fresh) }
        return live
    }

    private func pack(_ id: Digest) throws(StoreError) -> Pack? {
        try repository.packs.all().first { $0.id == id }
    }

    private func copyChunks(
        _ live: LiveMarks.Marks, of pack: Pack, to writer: PackWriter
    ) throws(StoreError) {
        let index = try pack.index
        let records = (0..<index.chunkCount).filter(live.chunks.contains)
            .map(index.chunk(at:)).sorted { $0.offset < $1.offset }
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: 2 * Int(PackLayout.plainLimit), alignment: 64)
        defer { buffer.deallocate() }
        for record in records {
            let plain = UnsafeMutableRawBufferPointer(
                rebasing: buffer[Int(PackLayout.plainLimit)...].prefix(Int(record.plainLength)))
            try repository.chunks.read(record, from: pack, into: plain)
            let stored = try repository.chunks.stored(record, from: pack, in: buffer)
            try writer.add(record, stored: stored)
        }
    }

    /// Returns whether every recipe that was copied is proved.
    private func copyRecipes(
        _ live: LiveMarks.Marks, of pack: Pack, to writer: PackWriter
    ) throws(StoreError) -> Bool {
        var areProved = true
        let index = try pack.index
        for position in 0..<index.blobCount where live.blobs.contains(position) {
            let blob = index.blob(at: position)
            writer.addBlob(blob.digest, size: blob.size, recipe: index.recipe(of: blob))
            areProved = areProved && repository.proofs.holds(blob.digest, in: pack.id)
        }
        return areProved
    }
}
