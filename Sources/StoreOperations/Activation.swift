import Hashing
import Sabotage
package import StoreModel
package import StoreRepository

/// Moves `active`: what `promote` and `rollback` have in common. The target is checked before the
/// commit, and chosen anew whenever another writer was first.
package struct Activation: Sendable {
    private let repository: Repository
    private let model: ModelName
    private let action: Transition.Action
    private let reason: String
    private let actor: String
    /// Asked before the commit whether the target's blobs are to be laid out; nil: they are not.
    package var hydration: TargetHydration.Choice?
    /// Gates that are to be passed although they fail, where the policy permits it.
    package var overrides: [String] = []
    /// What the command asks for on top of the policies.
    package var condition: Gate?

    package init(
        _ repository: Repository, model: ModelName, action: Transition.Action, reason: String,
        actor: String
    ) {
        self.repository = repository
        self.model = model
        self.action = action
        self.reason = reason
        self.actor = actor
    }

    /// Commits, or works out, the move to what `choose` says of each state it is shown.
    ///
    /// - Parameter preview: shown the move before it is committed.
    package func run(
        _ commitment: Commitment, preview: (ActivationResult) throws(StoreError) -> Void,
        choose: (ModelState) throws(StoreError) -> VersionEntry
    ) throws(StoreError) -> ActivationResult {
        if commitment.isDryRun {
            let state = try repository.state(of: model)
            var move = try plan(state, to: choose(state), commitment)
            try judge(&move, state)
            try checkContent(of: move.result.to)
            return move.result
        }
        var planned: ActivationResult?
        var checked: Digest?
        let committed = try repository.commit(to: model, actor: actor) {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            guard let state else { throw unknownModel() }
            let entry = try choose(state)
            var move = try plan(state, to: entry, commitment)
            planned = move.result
            guard move.result.from != entry.id else { return nil }
            // What is refused anyway is not read.
            try judge(&move, state)
            let result = move.result
            // Reading everything takes long, so a race that is lost does not do it again.
            if checked != entry.manifest {
                try bringIntoUse(result.to.manifest)
                if !Sabotage.promotesUnread { try checkContent(of: result.to) }
                hydration?(model)?.run(result.to, in: repository)
            }
            checked = entry.manifest
            try preview(result)
            // The store-wide policy may have changed while the version was read.
            try judge(&move, state)
            planned = move.result
            return draft(state, to: entry, move)
        }
        guard var result = planned else { throw unknownModel() }
        if let committed {
            result.generation = committed.generation
            result.to.refs = committed.refNames(of: result.to.entry.id)
        }
        return result
    }

    private func draft(
        _ state: ModelState, to entry: VersionEntry, _ move: Move
    ) -> TransitionDraft {
        var moves: [RefName: VersionEntry?] = [.active: entry]
        if let old = state.active.flatMap({ state.version($0.version) }) { moves[.previous] = old }
        var draft = TransitionDraft(action: action, reason: reason, moves: moves)
        draft.gates = move.result.gates
        draft.signatures = move.result.signatures
        draft.storePolicy = move.storePolicy
        return draft
    }

    /// Asks every policy; what is active already is not asked again.
    private func judge(_ move: inout Move, _ state: ModelState) throws(StoreError) {
        guard !move.result.isUnchanged else { return }
        let outcome = try PolicyJudgement(
            repository: repository, action: action, overrides: overrides, condition: condition
        ).run(move.result.to, after: move.before, in: state)
        move.result.gates = outcome.gates
        move.result.signatures = outcome.signatures
        move.storePolicy = outcome.storePolicy
    }

    /// What would be recorded.
    private struct Move {
        var result: ActivationResult
        /// The manifest of what is active, if that can be read.
        let before: Manifest?
        var storePolicy: PolicyMark?
    }

    private func plan(
        _ state: ModelState, to entry: VersionEntry, _ commitment: Commitment
    ) throws(StoreError) -> Move {
        let show = ShowVersion(repository)
        let target = try show.document(entry, in: state)
        let old = state.active.flatMap { state.version($0.version) }
        // A damaged old version must not stand in the way of a better one: it is compared with as
        // far as it can be read.
        let before = old.flatMap { try? show.document($0, in: state) }
        let result = ActivationResult(
            model: model, action: action, from: old?.id, to: target, generation: state.generation,
            reason: reason,
            difference: VersionDifference(from: before?.manifest, to: target.manifest),
            commitment: commitment)
        return Move(result: result, before: before?.manifest)
    }

    /// Moves back what stands only in quarantine, which the next gc would delete.
    private func bringIntoUse(_ manifest: Manifest) throws(StoreError) {
        for file in manifest.files where file.size > 0 {
            let found = try repository.recipesInUse(of: file.sha256, size: file.size)
            guard found.isEmpty else { continue }
            // What cannot be had is named by the check that follows.
            _ = try repository.resurrect(blob: file.sha256, size: file.size)
        }
    }

    /// Refuses a version of which any byte cannot be read.
    private func checkContent(of version: VersionDocument) throws(StoreError) {
        do throws(VersionContent.Damage) {
            try VersionContent(of: version.manifest, in: repository).check()
        } catch {
            guard error.reason.code == .integrity || error.reason.code == .notFound else {
                throw error.reason
            }
            throw StoreError(
                .integrity,
                "\(model)@\(version.entry.id) is damaged: \(quoted(error.path)) cannot be read: "
                    + error.reason.message,
                fix: "store verify \(model)@\(version.entry.id) --repair-from STORE",
                cause: error.reason.cause)
        }
    }

    private func unknownModel() -> StoreError {
        StoreError(.notFound, "the store has no model \(quoted(model.text))", fix: "store list")
    }
}
