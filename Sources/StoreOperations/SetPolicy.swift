import Sabotage
package import StoreModel
package import StoreRepository

/// `store policy set` and `store policy clear`: what a model, or every model, must satisfy from now on.
package struct SetPolicy: Sendable {
    /// nil: the policy ends.
    package var policy: Policy?
    package var reason: String
    package var actor: String

    package init(_ policy: Policy?, reason: String, actor: String) {
        self.policy = policy
        self.reason = reason
        self.actor = actor
    }

    package struct Result: Sendable {
        /// `ModelName.storeWide` for the store's.
        package let model: ModelName
        package let policy: Policy?
        /// Of the record, or the newest one where nothing changed.
        package let generation: UInt64
        /// It was so already: no record was written.
        package let isUnchanged: Bool
    }

    /// - Parameter model: has a journal, or is `ModelName.storeWide`.
    package func run(
        for model: ModelName, in repository: Repository
    ) throws(StoreError) -> Result {
        // First, so that no build that knows no policies ever sees a store that has one.
        if policy != nil, !Sabotage.skipsPolicyFeature { try repository.require(.policies) }
        var before: UInt64 = 0
        let committed = try repository.commit(to: model, actor: actor) {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            before = state?.generation ?? 0
            guard state?.head.policy?.digest != policy?.digest else { return nil }
            var draft = TransitionDraft(action: .policy, reason: reason, moves: [:])
            draft.policy = policy
            return draft
        }
        return Result(
            model: model, policy: policy, generation: committed?.generation ?? before,
            isUnchanged: committed == nil)
    }
}
