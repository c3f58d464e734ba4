import Hashing
import StoreInterface
package import StoreModel

/// Finds and removes what no version needs: exact mark and sweep beside pushes and mounts
/// (docs/gc.md).
package struct GarbageCollection {
    /// What was done, or would be.
    package struct Outcome: Sendable {
        /// What was taken out of use or deleted, sorted by key.
        package var objects: [GarbageObject] = []
        /// Bytes that are deleted, less those that rewriting packs has written.
        package var bytesFreed: Int64 = 0
    }

    private let repository: Repository

    package init(_ repository: Repository) { self.repository = repository }

    /// What `run` would do once the doomed versions are removed. Takes no lock and changes nothing.
    package func plan(
        without doomed: [ModelName: Set<VersionID>] = [:]
    ) throws(StoreError) -> Outcome {
        let mark = try GarbageMark(repository, without: doomed)
        let kept = try QuarantinePurge(repository).candidates()
        let garbage = try GarbageFindings(repository, mark)
        let groups = try garbage.dead() + garbage.sparse()
        var moved = groups.flatMap(\.objects)
        let purge = QuarantinePurge(repository)
        let isDeleted = try purge.deletesAtOnce()
        if isDeleted { moved += try proofs(of: groups) }
        var outcome = Outcome(objects: Outcome.sorted(kept + moved))
        for group in groups where isDeleted || group.subject == .derived {
            outcome.bytesFreed += Int64(group.bytes)
        }
        outcome.bytesFreed += kept.reduce(0) { $0 + Int64($1.bytes) }
        for group in groups {
            if case .rewritten(let id) = group.subject {
                outcome.bytesFreed -= Int64(garbage.rewrittenSize(of: id))
            }
        }
        return outcome
    }

    /// The proofs that go with packs once those are deleted.
    private func proofs(of groups: [GarbageGroup]) throws(StoreError) -> [GarbageObject] {
        var found: [GarbageObject] = []
        for group in groups {
            switch group.subject {
            case .pack(let id), .rewritten(let id):
                let key = ObjectLayout.proof(id)
                guard let size = try repository.storage.information(key)?.size else { continue }
                found.append(GarbageObject(key: key, kind: .cache, bytes: size))
            case .loosePack, .manifest, .signature, .derived: continue
            }
        }
        return found
    }

    /// Collects. Throws `busy` if another is at it, `integrity` if it cannot be known what is needed:
    /// then nothing has been touched.
    package func run() throws(StoreError) -> Outcome {
        try repository.requireWritable()
        let outcome = try repository.collectingAlone { () throws(StoreError) in
            try collect(GarbageMark(repository))
        }
        repository.refillReserve()
        return outcome
    }

    /// Sweeps by a mark, however old; the caller is the only garbage collection of the store.
    package func collect(_ mark: GarbageMark) throws(StoreError) -> Outcome {
        try completeHeads()
        var deleted: [GarbageObject] = []
        let purge = QuarantinePurge(repository)
        let empty = { () throws(StoreError) in deleted += try purge.run() }
        try empty()
        let garbage = try GarbageFindings(repository, mark)
        let sweep = GarbageSweep(repository, mark)
        try sweep.run(try garbage.dead(), between: empty)
        let written = try rewrite(garbage, mark, sweep, empty)
        let earlier = Set(deleted).subtracting(sweep.objects)
        return Outcome(
            objects: Outcome.sorted(sweep.objects + earlier),
            bytesFreed: (deleted + sweep.deleted).reduce(-Int64(written)) { $0 + Int64($1.bytes) })
    }

    /// A removal whose second copy was not written, because its process was killed, would be undone by
    /// the loss of one file when the content is gone already.
    private func completeHeads() throws(StoreError) {
        for model in try repository.models() {
            let key = ObjectLayout.record(model, try repository.state(of: model).generation)
            guard try repository.storage.information(ObjectLayout.mirror(key)) == nil else {
                continue
            }
            do throws(StoreError) {
                try repository.storage.put(
                    repository.storage.readAll(key, limit: Transition.byteLimit),
                    as: ObjectLayout.mirror(key))
            } catch {
                // A full disk needs gc more than the second copy, which verify makes too.
                guard error.code == .noSpace else { throw error }
            }
        }
    }

    /// Rewrites packs of which less than half is needed, then moves the old ones aside. Returns the
    /// bytes it has written. Where there is no room it leaves the rest to another time.
    private func rewrite(
        _ garbage: GarbageFindings, _ mark: GarbageMark, _ sweep: GarbageSweep,
        _ empty: () throws(StoreError) -> Void
    ) throws(StoreError) -> UInt64 {
        var copied: [Digest: LiveMarks.Marks] = [:]
        var groups: [GarbageGroup] = []
        var written: UInt64 = 0
        for group in try garbage.sparse() {
            guard case .rewritten(let id) = group.subject else {
                groups.append(group)
                continue
            }
            do throws(StoreError) {
                let repack = PackRepack(repository: repository, marks: mark.marks)
                guard let marks = try repack.rewrite(id) else { continue }
                copied[id] = marks
            } catch {
                guard error.code == .noSpace else { throw error }
                break
            }
            written += garbage.rewrittenSize(of: id)
            groups.append(group)
        }
        try sweep.run(groups, copied, between: empty)
        return written
    }
}

extension GarbageCollection.Outcome {
    static func sorted(_ objects: [GarbageObject]) -> [GarbageObject] {
        Set(objects).sorted { $0.key < $1.key }
    }
}
