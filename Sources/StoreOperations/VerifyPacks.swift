import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization

/// Checks every pack: its index in both copies, its length, and each of its chunks down to the plain
/// bytes.
struct VerifyPacks {
    let repository: Repository
    let roots: VerifyRoots
    let findings: VerifyFindings
    let progress: any ProgressObserver

    /// Returns the damaged copies of chunks, a pack that is missing or too short as wholly damaged.
    func run() throws(StoreError) -> DamagedChunks {
        for id in try packNames() {
            try repository.keepingObjects { () throws(StoreError) in try checkIndex(id) }
        }
        try repository.packs.refresh()
        var damaged = DamagedChunks()
        let packs = try repository.packs.all()
        for pack in packs { try check(pack, &damaged) }
        try damaged.findBases(in: packs, repository.chunks)
        return damaged
    }

    /// Every pack that has an index, in either copy.
    private func packNames() throws(StoreError) -> [Digest] {
        var names: Set<Digest> = []
        for root in ["packs", "mirror/packs"] {
            for place in try repository.storage.list(root) where place.isPrefix {
                for item in try repository.storage.list(root + "/" + place.name) {
                    if let id = ObjectLayout.digest(in: item.name, suffix: ".idx") {
                        names.insert(id)
                    }
                }
            }
        }
        return names.sorted()
    }

    private func checkIndex(_ id: Digest) throws(StoreError) {
        let key = ObjectLayout.index(id)
        // Neither copy: gc has moved the pack aside since it was listed.
        let first = try repository.storage.information(key)
        let second = try repository.storage.information(ObjectLayout.mirror(key))
        guard first != nil || second != nil else { return }
        _ = try roots.check(ObjectLayout.index(id), limit: 1 << 30, versions: []) {
            (bytes: [UInt8]) throws(StoreError) -> PackIndex in
            guard SHA256Hasher.digest(of: bytes) == id else {
                throw StoreError(.integrity, "it does not match its name")
            }
            return try PackIndex(parsing: bytes, id: id)
        }
    }

    private func check(_ pack: Pack, _ damaged: inout DamagedChunks) throws(StoreError) {
        let index = try pack.index
        let chunks = (0..<index.chunkCount).map(index.chunk(at:))
            .sorted { $0.offset < $1.offset }
        let bad = try ChunkInspection(pack: pack, chunks: chunks, source: repository.chunks).run()
        for chunk in bad { damaged.add(chunk, in: pack.id) }
        findings.checked(
            objects: UInt64(chunks.count) + 1,
            bytes: chunks.reduce(0) { $0 + UInt64($1.plainLength) })
        progress.advance(
            ProgressEvent(
                phase: .check, bytesDone: findings.report.bytes, bytesTotal: nil))
    }
}
