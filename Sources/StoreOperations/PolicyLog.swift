package import StoreModel
package import StoreRepository

/// `store policy log`: the records that set or ended the policy of a model, or the store's.
package struct PolicyLog: Sendable {
    private let repository: Repository

    package init(_ repository: Repository) { self.repository = repository }

    /// Newest first; empty if there never was a policy.
    package func run(of model: ModelName) throws(StoreError) -> TransitionLog {
        guard let state = try repository.stateIfAny(of: model) else {
            return TransitionLog(model: model, transitions: [])
        }
        let records = try History(repository, of: state).records(upTo: state.head)
        return TransitionLog(
            model: model, transitions: records.filter { $0.action == .policy })
    }
}
