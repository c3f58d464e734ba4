package import StoreModel
package import StoreRepository

/// `store rollback`: makes an earlier version active again.
package struct Rollback: Sendable {
    package enum Destination: Sendable {
        /// The ref `previous`, so that rolling back twice toggles.
        case previous
        case reference(Reference)
        /// What was active that many changes of `active` ago.
        case steps(Int)
    }

    package var destination: Destination
    package var selection: ModelSelection
    package var reason: String
    package var actor: String
    package var commitment: Commitment = .register
    /// As in `Activation`.
    package var hydration: TargetHydration.Choice?
    /// As in `Activation`.
    package var overrides: [String] = []

    package init(
        _ destination: Destination, selection: ModelSelection, reason: String, actor: String
    ) {
        self.destination = destination
        self.selection = selection
        self.reason = reason
        self.actor = actor
    }

    /// Throws `notFound` if there is nothing to go back to, `refused` if a gate fails, `integrity` if
    /// it is damaged.
    package func run(
        in repository: Repository, preview: (ActivationResult) throws(StoreError) -> Void = { _ in }
    ) throws(StoreError) -> ActivationResult {
        var reference: Reference?
        if case .reference(let given) = destination { reference = given }
        let model = try selection.state(for: reference, in: repository).model
        var activation = Activation(
            repository, model: model, action: .rollback, reason: reason, actor: actor)
        activation.hydration = hydration
        activation.overrides = overrides
        return try activation.run(commitment, preview: preview) {
            (state: ModelState) throws(StoreError) -> VersionEntry in
            try target(in: state, of: repository)
        }
    }

    private func target(
        in state: ModelState, of repository: Repository
    ) throws(StoreError) -> VersionEntry {
        switch destination {
        case .reference(let reference):
            return try ReferenceResolver(repository, state: state).resolve(reference.target)
        case .previous:
            guard let entry = state.refs[.previous].flatMap({ state.version($0.version) }) else {
                throw nothing(in: state, "nothing was active before")
            }
            return entry
        case .steps(let steps):
            let history = History(repository, of: state)
            guard let id = try history.active(beforeChanges: steps) else {
                throw nothing(in: state, "active has not changed \(steps) times before")
            }
            return try ReferenceResolver(repository, state: state).resolve(.name(id.text))
        }
    }

    private func nothing(in state: ModelState, _ reason: String) -> StoreError {
        StoreError(
            .notFound, "there is nothing to roll back to in \(state.model): \(reason)",
            fix: "store log --model \(state.model)")
    }
}
