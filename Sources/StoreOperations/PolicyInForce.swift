import Hashing
import Sabotage
package import StoreModel
package import StoreRepository

/// A policy that binds a model now, and the record that says so.
package struct PolicyInForce: Sendable {
    package let origin: GateResult.Origin
    package let policy: Policy
    /// The record that set it.
    package let record: Transition

    /// The policy of the model itself; nil: it has none. Throws `integrity` if there is one that cannot
    /// be read: nothing becomes active past a policy that nobody knows.
    package static func own(
        _ state: ModelState, in repository: Repository
    ) throws(StoreError) -> PolicyInForce? {
        guard let mark = state.head.policy else { return nil }
        let record = try repository.transition(of: state.model, generation: mark.generation)
        guard record.action == .policy, let policy = record.document, policy.digest == mark.digest
        else {
            throw StoreError(
                .integrity,
                "generation \(mark.generation) of \(state.model) is not the policy that is in force",
                fix: "store verify --all --repair")
        }
        let origin: GateResult.Origin = state.model == .storeWide ? .store : .model
        return PolicyInForce(origin: origin, policy: policy, record: record)
    }
}

/// The store-wide policy, and the record that a judgement by it names.
struct StorePolicy {
    /// nil: it was ended.
    let policy: PolicyInForce?
    let mark: PolicyMark

    /// nil: the store never had one. Throws `integrity` if its journal is damaged, or older than the one
    /// that `state` was judged by: a policy that went missing is no permission.
    ///
    /// - Parameter state: nil for a model without history.
    static func read(
        for state: ModelState?, in repository: Repository
    ) throws(StoreError) -> StorePolicy? {
        let known = state?.head.storePolicy
        guard let journal = try repository.stateIfAny(of: .storeWide) else {
            guard known == nil || Sabotage.trustsOldPolicies else {
                throw missing(state, "it is gone")
            }
            return nil
        }
        if let damage = journal.damage { throw missing(state, damage.message) }
        if let known, !Sabotage.trustsOldPolicies {
            try check(known, state, journal, repository)
        }
        return StorePolicy(
            policy: try PolicyInForce.own(journal, in: repository),
            mark: PolicyMark(generation: journal.generation, digest: journal.headDigest))
    }

    private static func check(
        _ known: PolicyMark, _ state: ModelState?, _ journal: ModelState, _ repository: Repository
    ) throws(StoreError) {
        guard journal.generation >= known.generation else {
            throw missing(
                state, "it is at generation \(journal.generation), and was at \(known.generation)")
        }
        let digest =
            journal.generation == known.generation
            ? journal.headDigest
            : try repository.journal.read(.storeWide, known.generation).1
        guard digest == known.digest else {
            throw missing(state, "its generation \(known.generation) is another record")
        }
    }

    private static func missing(_ state: ModelState?, _ why: String) -> StoreError {
        let model = state?.model.text ?? "a new model"
        return StoreError(
            .integrity,
            "the store-wide policy cannot be trusted, so nothing of \(model) goes through",
            fix: "store verify --all --repair", cause: why)
    }
}

extension PolicyInForce {
    /// The policies that bind a model: its own, then the store's.
    package static func all(
        for state: ModelState?, in repository: Repository
    ) throws(StoreError) -> [PolicyInForce] {
        var found: [PolicyInForce] = []
        if let state, let own = try own(state, in: repository) { found.append(own) }
        let store = try StorePolicy.read(for: state, in: repository)
        if let policy = store?.policy { found.append(policy) }
        return found
    }

    /// Throws `refused` if a policy does not let a new version of `model` be called `id`.
    ///
    /// - Parameter state: nil for a model without history.
    static func check(
        _ id: VersionID, of model: ModelName, after state: ModelState?, in repository: Repository
    ) throws(StoreError) {
        if Sabotage.acceptsAnyID { return }
        for force in try all(for: state, in: repository) {
            guard let rule = force.policy.versionIDs, !rule.allows(id) else { continue }
            throw StoreError(
                .refused,
                "the policy of \(force.origin == .store ? "the store" : model.text) wants ids of "
                    + "the form \(rule.rawValue), which \(id) is not",
                fix: "--version \(rule.example)")
        }
    }
}
