import FileIO
import Hashing
import Sabotage
import StoreInterface
import StoreModel

/// Takes garbage out of use: batch by batch under the lock, each time after a look at what has been
/// registered meanwhile, by moving it to quarantine.
package final class GarbageSweep {
    /// How long a batch moves files while pushes wait to register. Their bound is a second.
    private static let batchMilliseconds: Int64 = 300

    private let repository: Repository
    private let mark: GarbageMark
    private let quarantine: Quarantine
    /// The number of the newest batch.
    private var last: UInt64 = 0
    /// What was moved or deleted.
    package private(set) var objects: [GarbageObject] = []
    /// Those of them that were deleted at once.
    private(set) var deleted: [GarbageObject] = []

    package init(_ repository: Repository, _ mark: GarbageMark) {
        self.repository = repository
        self.mark = mark
        quarantine = Quarantine(repository.storage)
    }

    /// Moves what is garbage still when its turn comes; calls `between` after every batch, without the
    /// lock.
    func run(
        _ groups: [GarbageGroup], _ rewritten: [Digest: LiveMarks.Marks] = [:],
        between: () throws(StoreError) -> Void
    ) throws(StoreError) {
        var rest = groups[...]
        while !rest.isEmpty {
            let before = rest.count
            let shortage = try batch(&rest, rewritten)
            try between()
            // A full disk: what was moved may have been deleted now, which makes room.
            if let shortage, rest.count == before, !repository.spendReserve() { throw shortage }
        }
    }

    /// Returns why it ended early, if it did.
    private func batch(
        _ rest: inout ArraySlice<GarbageGroup>, _ rewritten: [Digest: LiveMarks.Marks]
    ) throws(StoreError) -> StoreError? {
        var left = rest
        defer { rest = left }
        do throws(StoreError) {
            try repository.movingObjects { () throws(StoreError) in
                if !Sabotage.sweepsByOldMark { try mark.catchUp() }
                let held = try Sabotage.ignoresLeases ? [] : repository.leases().filter(\.isHeld)
                let writers = held.filter(\.isWriter)
                let number = try begin(held)
                let deadline = Waiting.monotonicMilliseconds + GarbageSweep.batchMilliseconds
                while let group = left.first, Waiting.monotonicMilliseconds < deadline {
                    if try isGarbage(group, rewritten, hasWriters: !writers.isEmpty) {
                        try move(group, to: number)
                    }
                    left.removeFirst()
                }
            }
        } catch {
            guard error.code == .noSpace else { throw error }
            return error
        }
        return nil
    }

    /// Nil on a disk that has no room even for a directory, if nobody is there for whom the objects
    /// would have to be kept: then they are deleted at once.
    private func begin(_ held: [LeaseRecord]) throws(StoreError) -> UInt64? {
        let now = repository.now
        last = try quarantine.nextNumber(after: last, at: now)
        do throws(StoreError) {
            try quarantine.begin(
                last, made: now, writers: held.filter(\.isWriter).map(\.name))
            return last
        } catch {
            guard error.code == .noSpace, held.isEmpty else { throw error }
            return nil
        }
    }

    private func isGarbage(
        _ group: GarbageGroup, _ rewritten: [Digest: LiveMarks.Marks], hasWriters: Bool
    ) throws(StoreError) -> Bool {
        switch group.subject {
        case .pack(let id): return mark.marks.marks(of: id)?.isEmpty ?? false
        case .rewritten(let id):
            guard let copied = rewritten[id], let marks = mark.marks.marks(of: id) else {
                return false
            }
            return marks.isSubset(of: copied)
        case .loosePack(let id):
            // Its index may be about to be named.
            guard !hasWriters else { return false }
            return try repository.storage.information(ObjectLayout.index(id)) == nil
        case .manifest(let digest), .signature(let digest):
            return !mark.marks.manifests.contains(digest)
        case .derived: return true
        }
    }

    private func move(_ group: GarbageGroup, to batch: UInt64?) throws(StoreError) {
        guard let directory = repository.directory else { return }
        for object in group.objects {
            let isGone = try attempting("cannot move \(repository.path)/\(object.key) aside") {
                () throws(FileError) in
                guard let batch, group.subject != .derived, !Sabotage.deletesAtOnce else {
                    return try directory.dropFile(object.key.text)
                }
                let home = try directory.openDirectory("\(Quarantine.home)/\(batch)")
                return try directory.moveFile(
                    object.key.text, to: home, as: Quarantine.name(of: object.key))
            }
            guard isGone else { continue }
            objects.append(object)
            if batch == nil || group.subject == .derived { deleted.append(object) }
        }
        switch group.subject {
        case .pack(let id), .rewritten(let id):
            mark.marks.forget(id)
            repository.packs.remove(id)
            if batch == nil { try dropProof(of: id, in: directory) }
        case .loosePack, .manifest, .signature, .derived: break
        }
    }

    /// A pack that was deleted where it stood takes its proof with it.
    private func dropProof(of pack: Digest, in directory: Directory) throws(StoreError) {
        guard let proof = try QuarantinePurge(repository).proof(of: pack) else { return }
        let isGone = try attempting("cannot remove \(repository.path)/\(proof.key)") {
            () throws(FileError) in try directory.dropFile(proof.key.text)
        }
        guard isGone else { return }
        objects.append(proof)
        deleted.append(proof)
    }
}

extension LeaseRecord {
    /// A mount only reads; everything else may be making packs, or relying on them.
    var isWriter: Bool { kind != "mount" }
}
