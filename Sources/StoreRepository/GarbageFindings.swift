import FileIO
import Hashing
import StoreInterface
import StoreModel

/// What is garbage by one mark.
struct GarbageFindings {
    private let repository: Repository
    private let mark: GarbageMark

    init(_ repository: Repository, _ mark: GarbageMark) throws(StoreError) {
        self.repository = repository
        self.mark = mark
    }

    /// Everything that no version needs any part of.
    func dead() throws(StoreError) -> [GarbageGroup] {
        let (inventory, marks) = (mark.inventory, mark.marks)
        var groups: [GarbageGroup] = []
        for (id, files) in inventory.packs.sorted(by: { $0.key < $1.key }) {
            if files == .pack {
                groups.append(try inventory.pack(id, .loosePack(id)))
            } else if marks.marks(of: id)?.isEmpty == true {
                groups.append(try inventory.pack(id, .pack(id)))
            }
        }
        for digest in inventory.manifests.sorted() where !marks.manifests.contains(digest) {
            groups.append(try inventory.manifest(digest))
        }
        groups += try inventory.signatures { marks.manifests.contains($0) }
        groups += try inventory.derived { digest in
            marks.isLive(digest) || marks.marks(of: digest).map { !$0.isEmpty } ?? false
        }
        groups += try deadLeases()
        groups += try deadTemporaries()
        return groups.filter { !$0.objects.isEmpty }
    }

    /// Packs of which less than half of the bytes is needed, but not nothing.
    func sparse() throws(StoreError) -> [GarbageGroup] {
        var groups: [GarbageGroup] = []
        for (id, files) in mark.inventory.packs.sorted(by: { $0.key < $1.key })
        where files.contains(.pack) {
            guard let index = mark.marks.index(of: id), mark.marks.marks(of: id)?.isEmpty == false,
                let live = mark.marks.liveBytes(of: id), 2 * live < index.packLength
            else { continue }
            groups.append(try mark.inventory.pack(id, .rewritten(id)))
            groups += try mark.inventory.proof(of: id)
        }
        return groups
    }

    /// What a sparse pack takes once it is rewritten, both copies of its index included.
    func rewrittenSize(of id: Digest) -> UInt64 {
        guard let index = mark.marks.index(of: id), let marks = mark.marks.marks(of: id),
            let live = mark.marks.liveBytes(of: id)
        else { return 0 }
        let entries = (0..<index.blobCount).filter(marks.blobs.contains)
            .reduce(0) { $0 + index.blob(at: $1).entryCount }
        let size =
            PackLayout.headerSize + marks.chunks.count * PackLayout.chunkSize
            + marks.blobs.count * PackLayout.blobSize + entries * PackLayout.recipeSize
            + PackLayout.trailerSize
        return live + 2 * UInt64(size)
    }

    /// Temporaries with a name, wherever they stand, whose writer is gone: it would hold them locked.
    private func deadTemporaries() throws(StoreError) -> [GarbageGroup] {
        guard let directory = repository.directory else { return [] }
        var groups: [GarbageGroup] = []
        for place in ["tmp", "packs", "manifests", "models", "mirror", "cache"] {
            for key in try mark.inventory.temporaries(below: place) {
                let size = try attempting("cannot look at \(repository.path)/\(key)") {
                    () throws(FileError) -> UInt64? in
                    guard try directory.status(key.text) != nil else { return nil }
                    let file = try directory.openFile(key.text)
                    return try file.tryLock(.exclusive) ? file.status().size : nil
                }
                guard let size else { continue }
                let object = GarbageObject(key: key, kind: .temporary, bytes: size)
                groups.append(GarbageGroup(subject: .derived, objects: [object]))
            }
        }
        return groups
    }

    private func deadLeases() throws(StoreError) -> [GarbageGroup] {
        var groups: [GarbageGroup] = []
        for lease in try repository.leases() where !lease.isHeld {
            let key = ObjectKey("leases/" + lease.name)
            guard let size = try repository.storage.information(key)?.size else { continue }
            groups.append(
                GarbageGroup(
                    subject: .derived,
                    objects: [GarbageObject(key: key, kind: .lease, bytes: size)]))
        }
        return groups
    }
}
