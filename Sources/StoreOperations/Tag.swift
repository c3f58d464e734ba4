package import StoreModel
package import StoreRepository

/// `store tag`: sets, moves or deletes a user's ref.
package struct Tag: Sendable {
    package enum Change: Sendable {
        case set(Reference)
        case delete
    }

    package var name: RefName
    package var change: Change
    package var selection: ModelSelection
    package var actor: String

    /// - Parameter name: from `RefName.users`, so not a built-in ref.
    package init(
        _ name: RefName, _ change: Change, selection: ModelSelection, actor: String
    ) {
        self.name = name
        self.change = change
        self.selection = selection
        self.actor = actor
    }

    /// Throws `conflict` if the name is a version's id, `notFound` if there is nothing to delete,
    /// `unsupported` if the model has as many refs as it can have.
    package func run(in repository: Repository) throws(StoreError) -> TagResult {
        var reference: Reference?
        if case .set(let given) = change { reference = given }
        let model = try selection.state(for: reference, in: repository).model
        var result: TagResult?
        let committed = try repository.commit(to: model, actor: actor) {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            guard let state else { throw missing(in: model) }
            let target = try target(in: state, of: repository)
            let old = state.refs[name]?.version
            result = TagResult(
                model: model, name: name, from: old, to: target?.id, generation: state.generation)
            guard old != target?.id else { return nil }
            return TransitionDraft(
                action: target == nil ? .untag : .tag, reason: nil, moves: [name: target])
        }
        guard var result else { throw missing(in: model) }
        if let committed { result.generation = committed.generation }
        return result
    }

    private func target(
        in state: ModelState, of repository: Repository
    ) throws(StoreError) -> VersionEntry? {
        switch change {
        case .delete:
            guard state.refs[name] != nil else { throw missing(in: state.model) }
            return nil
        case .set(let reference):
            guard !state.entries.contains(where: { $0.id.text == name.text }) else {
                throw StoreError(
                    .conflict, "\(name) is the id of a version of \(state.model)",
                    fix: "choose another name: store tag \(name)-tag \(name)")
            }
            // Built-in refs do not count: a promotion must never be one too many.
            let users = state.refs.keys.filter { !RefName.builtIn.contains($0) }
            guard users.count < Transition.refLimit || state.refs[name] != nil else {
                throw StoreError(
                    .unsupported,
                    "\(state.model) has \(users.count) refs, and can have no more",
                    fix: "delete one that is no longer used: store tag --delete NAME")
            }
            return try ReferenceResolver(repository, state: state).resolve(reference.target)
        }
    }

    private func missing(in model: ModelName) -> StoreError {
        StoreError(
            .notFound, "\(model) has no ref \(quoted(name.text))",
            fix: "store list --model \(model)")
    }
}
