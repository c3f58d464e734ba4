import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// What is in the packs of a store, found the slow way: each index is read from storage and gone
/// through from its first row to its last.
struct PackedAnswers {
    /// Where something stands.
    struct Place: Hashable {
        let pack: Digest
        let offset: UInt64
        let size: UInt64
    }

    private var chunks: [Digest: Set<Place>] = [:]
    private var blobs: [Digest: Set<Place>] = [:]
    private let packs: Set<Digest>

    init(_ store: PackedStore) throws {
        packs = Set(store.packs)
        // What was dropped, and what never was.
        for digest in store.chunks + [Digest.ofNothing] { chunks[digest] = [] }
        for digest in store.blobs + [Digest.ofNothing] { blobs[digest] = [] }
        for id in store.packs {
            let bytes = try store.storage.readAll(ObjectLayout.index(id), limit: 1 << 20)
            let index = try PackIndex(parsing: bytes, id: id)
            for chunk in (0..<index.chunkCount).map(index.chunk(at:)) {
                chunks[chunk.digest]?.insert(Self.place(chunk, in: id))
            }
            for blob in (0..<index.blobCount).map(index.blob(at:)) {
                blobs[blob.digest]?.insert(Self.place(blob, in: id))
            }
        }
    }

    /// What differs from a catalogue's answers.
    func differences(in catalogue: PackCatalogue) throws -> [String] {
        var found: [String] = []
        for (chunk, wanted) in chunks {
            let got = try catalogue.knownPlaces(of: chunk).map { Self.place($0.1, in: $0.0.id) }
            if Set(got) != wanted || got.count != wanted.count {
                found.append("chunk \(chunk.short): \(got) instead of \(wanted)")
            }
        }
        for (blob, wanted) in blobs {
            let got = try catalogue.recipes(of: blob).map { Self.place($0.1, in: $0.0.id) }
            if Set(got) != wanted || got.count != wanted.count {
                found.append("blob \(blob.short): \(got) instead of \(wanted)")
            }
        }
        if Set(try catalogue.all().map(\.id)) != packs { found.append("other packs") }
        return found
    }

    private static func place(_ chunk: ChunkRecord, in pack: Digest) -> Place {
        Place(pack: pack, offset: chunk.offset, size: UInt64(chunk.plainLength))
    }

    private static func place(_ blob: BlobRecord, in pack: Digest) -> Place {
        Place(pack: pack, offset: UInt64(blob.firstEntry), size: blob.size)
    }
}
