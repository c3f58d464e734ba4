package import StoreModel
package import StoreRepository

/// `store promote`: makes a version active.
package struct Promote: Sendable {
    package var reference: Reference
    package var selection: ModelSelection
    package var reason: String
    package var actor: String
    /// Goes through only if this is what is active; nil: whatever is.
    package var expected: Reference?
    package var commitment: Commitment = .register
    /// As in `Activation`.
    package var hydration: TargetHydration.Choice?
    /// As in `Activation`.
    package var overrides: [String] = []
    /// As in `Activation`.
    package var condition: Gate?

    package init(
        _ reference: Reference, selection: ModelSelection, reason: String, actor: String
    ) {
        self.reference = reference
        self.selection = selection
        self.reason = reason
        self.actor = actor
    }

    /// Throws `conflict` with the current id if `expected` is not active, `refused` if a gate fails,
    /// `integrity` if the version is damaged.
    package func run(
        in repository: Repository, preview: (ActivationResult) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) -> ActivationResult {
        let model = try selection.state(for: reference, in: repository).model
        var activation = Activation(
            repository, model: model, action: .promote, reason: reason, actor: actor)
        activation.hydration = hydration
        activation.overrides = overrides
        activation.condition = condition
        return try activation.run(commitment, preview: preview) {
            (state: ModelState) throws(StoreError) -> VersionEntry in
            let resolver = ReferenceResolver(repository, state: state)
            if let expected { try check(expected, resolver, state) }
            return try resolver.resolve(reference.target)
        }
    }

    private func check(
        _ expected: Reference, _ resolver: ReferenceResolver, _ state: ModelState
    ) throws(StoreError) {
        if let model = expected.model, model != state.model {
            throw StoreError(
                .usage, "--if-current names the model \(model), but \(state.model) is promoted",
                fix: "--if-current \(state.active?.version.text ?? "REF")")
        }
        let entry = try resolver.resolve(expected.target)
        guard entry.id != state.active?.version else { return }
        let current = state.active.map { "\($0.version) is" } ?? "nothing is"
        throw StoreError(
            .conflict, "\(current) active in \(state.model), not \(entry.id)",
            fix: "look at store log --model \(state.model), then promote again with --if-current "
                + (state.active?.version.text ?? "left out"))
    }
}
