import FileIO
import Hashing
import StoreInterface
import StoreModel
import SystemPackage

/// What is garbage by one mark.
struct GarbageFindings {
    /// What a push remembers of its source (`StatCache`) is written anew by each push of that source.
    /// After thirty days without one, reading the source once more is cheap.
    private static let memoryMilliseconds: Int64 = 30 * 86_400_000

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
        groups += try derived()
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
        let sources = (0..<index.chunkCount).filter(marks.chunks.contains)
            .reduce(0) { $0 + (index.delta(at: $1)?.sources.count ?? 0) }
        let size =
            PackLayout.headerSize + marks.chunks.count * PackLayout.chunkSize
            + marks.blobs.count * PackLayout.blobSize + entries * PackLayout.recipeSize
            + sources * PackLayout.sourceSize
            + PackLayout.trailerSize
        return live + 2 * UInt64(size)
    }

    /// What can be made again: plain copies of what nothing needs and what is known of
    /// them, proofs of packs that are gone, and
    /// what was remembered of sources that nobody has pushed for a month.
    private func derived() throws(StoreError) -> [GarbageGroup] {
        let inventory = mark.inventory
        let copies =
            try inventory.derived(in: "cache/blobs") + inventory.derived(in: "cache/checked")
        // A copy that was listed is of a pack that stood before it.
        try mark.learnNewPacks()
        var groups = copies.filter { !mark.marks.isLive($0.digest) }.map(\.group)
        let quarantine = Quarantine(repository.storage)
        for (pack, group) in try inventory.derived(in: "cache/recipes") {
            let index = ObjectLayout.index(pack)
            guard !mark.marks.isKnown(pack), try repository.storage.information(index) == nil,
                try quarantine.place(of: index) == nil
            else { continue }
            groups.append(group)
        }
        let oldest = repository.now.milliseconds - GarbageFindings.memoryMilliseconds
        for (_, group) in try inventory.derived(in: "cache/stat") {
            guard let key = group.objects.first?.key,
                let time = try repository.storage.information(key)?.modified,
                time.milliseconds < oldest
            else { continue }
            groups.append(group)
        }
        return groups
    }

    /// Temporaries with a name, wherever they stand, whose writer is gone: it would hold them locked.
    private func deadTemporaries() throws(StoreError) -> [GarbageGroup] {
        guard let directory = repository.directory else { return [] }
        var groups: [GarbageGroup] = []
        for place in ["tmp", "packs", "manifests", "models", "mirror", "cache"] {
            for key in try mark.inventory.temporaries(below: place) {
                let size = try attempting("cannot look at \(repository.path)/\(key)") {
                    () throws(FileError) -> UInt64? in
                    do throws(FileError) {
                        let file = try directory.openFile(key.text)
                        return try file.tryLock(.exclusive) ? file.status().size : nil
                    } catch {
                        // Published or removed since it was listed.
                        guard error.errno == .noSuchFileOrDirectory else { throw error }
                        return nil
                    }
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
