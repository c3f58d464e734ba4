import StoreInterface
package import StoreModel
package import StoreRepository

/// `store gc`: removes the versions that retention lets go, then everything that no version needs.
package struct CollectGarbage: Sendable {
    package var rules: RetentionRules
    /// The only model whose versions may go; nil: every model's.
    package var model: ModelName?
    package var actor: String
    package var commitment: Commitment = .register

    package init(_ rules: RetentionRules, model: ModelName?, actor: String) {
        self.rules = rules
        self.model = model
        self.actor = actor
    }

    /// What retention lets go now.
    package func removable(in repository: Repository) throws(StoreError) -> [GarbageReport.Removal]
    {
        guard !rules.isEmpty else { return [] }
        var found: [GarbageReport.Removal] = []
        let models: [ModelName]
        if let model { models = [model] } else { models = try repository.models() }
        for name in models {
            let versions = try rules.removable(
                in: repository.state(of: name), of: repository, asOf: repository.now)
            found += versions.map { GarbageReport.Removal(model: name, entry: $0) }
        }
        return found
    }

    /// Removes `versions`, as far as retention still lets them go, and collects. Throws `busy` if
    /// another gc is at it, `integrity` if damage hides what is needed, and then has removed no object.
    package func run(
        in repository: Repository, removing versions: [GarbageReport.Removal]
    ) throws(StoreError) -> GarbageReport {
        let chosen = Dictionary(grouping: versions, by: \.model).mapValues { removals in
            Set(removals.map(\.entry.id))
        }
        if commitment.isDryRun {
            return GarbageReport(
                removed: versions,
                outcome: try GarbageCollection(repository).plan(without: chosen),
                commitment: commitment)
        }
        try repository.requireWritable()
        // Where damage would stop the sweep, nothing is removed either.
        if !chosen.isEmpty { _ = try GarbageMark(repository, without: chosen) }
        var removed: [GarbageReport.Removal] = []
        for (name, ids) in chosen.sorted(by: { $0.key < $1.key }) {
            removed += try remove(ids, from: name, in: repository)
        }
        return GarbageReport(
            removed: removed, outcome: try GarbageCollection(repository).run(),
            commitment: commitment)
    }

    /// One transition, worked out anew if a promotion or a tag was first.
    private func remove(
        _ chosen: Set<VersionID>, from name: ModelName, in repository: Repository
    ) throws(StoreError) -> [GarbageReport.Removal] {
        var gone: [VersionEntry] = []
        _ = try repository.commit(to: name, actor: actor) {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            gone = []
            guard let state else { return nil }
            gone = try rules.removable(in: state, of: repository, asOf: repository.now)
                .filter { chosen.contains($0.id) }
            guard !gone.isEmpty else { return nil }
            return TransitionDraft(
                action: .remove, reason: rules.reason, moves: [:], removes: gone.map(\.id))
        }
        return gone.map { GarbageReport.Removal(model: name, entry: $0) }
    }
}
