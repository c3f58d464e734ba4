import FileIO
import Hashing
import Sabotage
import StoreInterface
import StoreModel
import StoreRepository

/// The last step of a push: the manifest, and the transition that makes it a version.
struct PushRegistration {
    struct Outcome {
        let entry: VersionEntry
        let manifest: Manifest
        let refs: [RefName]
        let isUnchanged: Bool
    }

    let repository: Repository
    let draft: ManifestDraft
    let blobs: [Digest]

    private var request: PushRequest { draft.request }

    func run() throws(StoreError) -> Outcome {
        guard request.commitment == .register else {
            return try plan(after: repository.stateIfAny(of: request.model))
        }
        return try repository.keepingObjects { () throws(StoreError) in try register() }
    }

    /// Between the look at what the version needs and its record, gc moves nothing.
    private func register() throws(StoreError) -> Outcome {
        try repository.secure(
            zip(blobs, draft.tree.files).map { (digest: $0.0, size: $0.1.size) })
        var planned: Outcome?
        let committed = try repository.commit(to: request.model, actor: request.actor) {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            let outcome = try plan(after: state)
            planned = outcome
            guard !outcome.isUnchanged else { return nil }
            if !Sabotage.recordsFirst { try put(outcome) }
            return TransitionDraft(
                action: .push, reason: nil, moves: [.latest: outcome.entry],
                registers: outcome.entry)
        }
        guard let planned else { preconditionFailure("commit asks at least once") }
        guard let committed else { return planned }
        if Sabotage.recordsFirst { try put(planned) }
        return Outcome(
            entry: planned.entry, manifest: planned.manifest,
            refs: committed.refNames(of: planned.entry.id), isUnchanged: false)
    }

    private func put(_ outcome: Outcome) throws(StoreError) {
        try repository.putRoot(
            outcome.manifest.json.canonicalBytes, as: ObjectLayout.manifest(outcome.entry.manifest))
    }

    /// What this push would be after `state`: the same version again, or a new one.
    private func plan(after state: ModelState?) throws(StoreError) -> Outcome {
        let now = repository.now
        let id: VersionID
        if let given = request.version {
            id = given
        } else {
            id = try freshID(after: state, now: now)
        }
        if let known = state?.entry(id) {
            guard known.removedAt == nil else {
                throw StoreError(
                    .conflict,
                    "version \(id) of \(request.model) was removed, and an id is used once",
                    fix: "push under another id: --version \(id)-2")
            }
            return try repeated(known, after: state)
        }
        if let state, let ref = try? RefName(id.text), state.refs[ref] != nil {  // else no clash
            throw StoreError(
                .conflict, "\(id) is a ref of \(request.model), so it cannot be a version id",
                fix: "choose another --version, or store tag --delete \(id)")
        }
        try PolicyInForce.check(id, of: request.model, after: state, in: repository)
        let manifest = manifest(id: id, created: request.created ?? now)
        try manifest.checkTree()
        let entry = VersionEntry(
            id: id, number: (state?.entries.last?.number ?? 0) + 1,
            manifest: SHA256Hasher.digest(of: manifest.json.canonicalBytes))
        return Outcome(entry: entry, manifest: manifest, refs: [.latest], isUnchanged: false)
    }

    /// The same id again: fine if all is the same, a conflict otherwise. A time of creation that was
    /// not given is not compared.
    private func repeated(
        _ known: VersionEntry, after state: ModelState?
    ) throws(StoreError) -> Outcome {
        let before = try repository.manifest(known.manifest)
        let same = manifest(id: known.id, created: request.created ?? before.created)
        guard SHA256Hasher.digest(of: same.json.canonicalBytes) == known.manifest else {
            throw StoreError(
                .conflict,
                "version \(known.id) of \(request.model) exists with \(difference(same, before))",
                fix: "push under another id: --version \(known.id)-2")
        }
        return Outcome(
            entry: known, manifest: before, refs: state?.refNames(of: known.id) ?? [],
            isUnchanged: true)
    }

    private func difference(_ new: Manifest, _ old: Manifest) -> String {
        new.files == old.files && new.directories == old.directories
            ? "the same files but other metadata" : "other files"
    }

    /// `vYYYYMMDD_HHMMSS`, with `-2`, `-3` where that is taken.
    private func freshID(after state: ModelState?, now: Timestamp) throws(StoreError) -> VersionID {
        let base = now.compact
        var id = try VersionID(base)
        var number = 2
        while state?.entry(id) != nil {
            id = try VersionID("\(base)-\(number)")
            number += 1
        }
        return id
    }

    private func manifest(id: VersionID, created: Timestamp) -> Manifest {
        draft.manifest(id: id, created: created, blobs: blobs)
    }
}
