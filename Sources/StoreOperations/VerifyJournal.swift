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
        var previous: Digest?
        var time: Timestamp?
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
            progress.previous = digest
        }
        var versions: [VerifiedVersion] = []
        for entry in progress.versions {
            if let version = try roots.checkManifest(entry, of: model) { versions.append(version) }
        }
        return versions
    }

    /// Whether a record follows from those before it; takes it over in any case.
    private func follows(_ record: Transition, _ progress: inout Progress) -> Bool {
        var isSound = progress.time.map { $0 < record.time } ?? true
        if !progress.hasGap {
            isSound = isSound && record.previous == progress.previous
            isSound = isSound && hasRightRefs(record, progress)
        }
        if let version = record.version {
            let isNew = !progress.versions.contains {
                $0.id == version.id || $0.number >= version.number
            }
            isSound = isSound && (isNew || progress.hasGap)
            progress.versions.append(version)
        }
        if let checkpoint = record.checkpoint {
            isSound = isSound && (progress.hasGap || checkpoint == progress.versions)
            progress.versions = checkpoint
            progress.hasGap = false
        }
        isSound =
            isSound
            && (record.checkpoint != nil)
                == (record.generation % Transition.checkpointInterval == 0)
        progress.time = record.time
        progress.refs = record.refs
        return isSound
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
