import Hashing
import Sabotage
import StoreInterface
package import StoreModel

extension Repository {
    /// Records a transition by compare-and-set: `decide` sees the newest state (nil for a model
    /// without history) and says what to do, or nil for nothing. When another writer was first it is
    /// asked again. Returns the state after the record and its second copy are durable.
    ///
    /// Promote and rollback work on a full disk: they may spend the reserve.
    package func commit(
        to model: ModelName, actor: String,
        _ decide: (ModelState?) throws(StoreError) -> TransitionDraft?
    ) throws(StoreError) -> ModelState? {
        try requireWritable()
        while true {
            let state = try stateIfAny(of: model)
            if let damage = state?.damage, !Sabotage.commitsOnDamage {
                throw StoreError(
                    .integrity, "the journal of \(model) is damaged, so nothing can be added to it",
                    fix: "store verify --all --repair", cause: damage.message)
            }
            guard let draft = try decide(state) else {
                if let state, !Sabotage.skipsSettling { try settle(state) }
                return nil
            }
            let record = draft.record(of: model, after: state, actor: actor, now: now)
            if let next = try append(record, after: state) { return next }
        }
    }

    /// The state of a model, or nil if it has no history.
    package func stateIfAny(of model: ModelName) throws(StoreError) -> ModelState? {
        do throws(StoreError) {
            return try journal.state(of: model)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Makes the newest record durable. "It is so already" is an acknowledgement too, and the writer of
    /// that record may have been killed, or be, before its fsync. The records before it are in the same
    /// directory, and their bytes were durable before they had names.
    private func settle(_ state: ModelState) throws(StoreError) {
        let key = ObjectLayout.record(state.model, state.generation)
        for place in [key, ObjectLayout.mirror(key)]
        where try storage.information(place) != nil {
            try storage.settle(place)
        }
    }

    private func append(
        _ record: Transition, after state: ModelState?
    ) throws(StoreError) -> ModelState? {
        do throws(StoreError) {
            return try journal.append(record, after: state)
        } catch {
            guard error.code == .noSpace, record.action != .push, spendReserve() else {
                throw error
            }
        }
        return try journal.resume(record, after: state)
    }
}
