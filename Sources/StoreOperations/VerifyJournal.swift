import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Checks one model's journal from its first record to its newest: both copies of each, the chain,
/// the time, the refs that follow from the changes, and the checkpoints.
struct VerifyJournal {
    let repository: Repository
    let model: ModelName
    let roots: VerifyRoots
    let findings: VerifyFindings

    private struct Progress {
        /// The newest record before this one that could be read, and its digest.
        var head: (record: Transition, digest: Digest)?
        var refs: [RefName: RefTarget] = [:]
        var versions: [VersionEntry] = []
        /// A record before this one could not be read, so what follows from it is unknown.
        var hasGap = false
    }

    /// Returns every version whose manifest can be read.
    func run() throws(StoreError) -> [VerifiedVersion] {
        var progress = Progress()
        var expected: UInt64 = 1
        for generation in try repository.journal.generations(of: model) {
            if generation != expected {
                // One finding for a hole, however wide.
                let first = ObjectLayout.record(model, expected)
                findings.add(first.text, .missing, repaired: .left)
                progress.hasGap = true
            }
            expected = generation + 1
            let key = ObjectLayout.record(model, generation)
            let found = try roots.check(key, limit: Transition.byteLimit, versions: []) {
                (bytes: [UInt8]) throws(StoreError) -> (Transition, Digest) in
                let record = try Transition(parsing: bytes)
                guard record.model == model, record.generation == generation else {
                    throw StoreError(.integrity, "it is the record of another generation")
                }
                return (record, SHA256Hasher.digest(of: bytes))
            }
            guard let (record, digest) = found else {
                progress.hasGap = true
                continue
            }
            if !follows(record, &progress) {
                findings.add(key.text, .chain, repaired: .left)
            }
            progress.head = (record, digest)
        }
        var versions: [VerifiedVersion] = []
        for entry in progress.versions where entry.removedAt == nil {
            if let version = try roots.checkManifest(entry, of: model) { versions.append(version) }
        }
        return versions
    }

    /// Whether a record follows from those before it; takes it over in any case.
    private func follows(_ record: Transition, _ progress: inout Progress) -> Bool {
        var isSound = isInTime(record, progress)
        if !progress.hasGap { isSound = isSound && hasRightRefs(record, progress) }
        if let version = record.version {
            let isNew = !progress.versions.contains {
                $0.id == version.id || $0.number >= version.number
            }
            isSound = isSound && (isNew || progress.hasGap)
        }
        if !record.removed.isEmpty, !progress.hasGap {
            isSound = isSound && canRemove(record.removed, progress)
        }
        progress.versions = progress.versions.applying(record)
        let removed = Set(progress.versions.lazy.filter { $0.removedAt != nil }.map(\.id))
        isSound = isSound && removed.isDisjoint(with: record.refs.values.map(\.version))
        if let checkpoint = record.checkpoint {
            isSound = isSound && (progress.hasGap || checkpoint == progress.versions)
            progress.versions = checkpoint
            progress.hasGap = false
        }
        isSound =
            isSound
            && (record.checkpoint != nil)
                == (record.generation % Transition.checkpointInterval == 0)
        progress.refs = record.refs
        return isSound
    }

    /// Whether a record comes after the one before it; behind a gap only the time can tell.
    private func isInTime(_ record: Transition, _ progress: Progress) -> Bool {
        guard let head = progress.head else { return true }
        guard !progress.hasGap else { return record.time > head.record.time }
        do throws(StoreError) {
            try record.checkFollows(head.record, digest: head.digest)
            return true
        } catch {
            return false
        }
    }

    /// Only what is there can be removed, and nothing twice.
    private func canRemove(_ ids: [VersionID], _ progress: Progress) -> Bool {
        ids.allSatisfy { id in
            progress.versions.contains { $0.id == id && $0.removedAt == nil }
        }
    }

    /// The refs are those before, moved by the changes, and point at versions of this model.
    private func hasRightRefs(_ record: Transition, _ progress: Progress) -> Bool {
        let versions = progress.versions + (record.version.map { [$0] } ?? [])
        var refs = progress.refs
        for (name, change) in record.changes {
            guard change.from == refs[name]?.version else { return false }
            refs[name] = change.to.flatMap { id in versions.first { $0.id == id }?.target }
        }
        return refs == record.refs
    }
}
