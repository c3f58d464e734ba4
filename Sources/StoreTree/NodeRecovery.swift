import StoreInterface
import StoreModel
import Synchronization

/// Finds what a node id means that this worker never gave out, by deriving the ids of everything
/// there is: what is active first, then the versions newest first, then what was active before.
/// The search stops at the first version that has the id; two identities under one id are told
/// apart only as far as it went, which leaves a chance of 2⁻⁶³ for each node beyond.
final class NodeRecovery: Sendable {
    private let scope: TreeScope
    private let naming: NodeNaming
    private let history: ModelHistory
    private let shelf: VersionShelf
    private let index = Mutex(RecoveryIndex())

    init(scope: TreeScope, naming: NodeNaming, history: ModelHistory, shelf: VersionShelf) {
        self.scope = scope
        self.naming = naming
        self.history = history
        self.shelf = shelf
    }

    /// Throws `notFound` if nothing in the store has the id, `integrity` if two things have it or
    /// if damage hid a part of the search.
    func identity(_ node: NodeID) throws(StoreError) -> NodeIdentity {
        if let known = try searched(node) { return known }
        let states = try states()
        if let place = try place(node, states) { return place }
        var damage: StoreError?
        for state in states {
            guard let active = try history.activation(in: state, known: nil) else { continue }
            let sources = [
                RecoveryBatch.Source.activation(state.model, active),
                .version(state.model, active.target),
            ]
            if let found = try search(node, sources, &damage) { return found }
        }
        for state in states {
            let sources = state.versions.reversed().lazy.map { entry in
                RecoveryBatch.Source.version(state.model, entry.target)
            }
            if let found = try search(node, sources, &damage) { return found }
        }
        for state in states {
            if let found = try searchPast(node, state, &damage) { return found }
        }
        // A removed version that is still held open somewhere may be in quarantine. That it is not
        // is no damage.
        var absence: StoreError?
        for state in states {
            let removed = state.entries.reversed().lazy.filter { $0.removedAt != nil }
                .map { RecoveryBatch.Source.version(state.model, $0.target) }
            if let found = try search(node, removed, &absence) { return found }
        }
        // Another thread may have searched a source while this one came by, and so passed it over.
        if let known = try searched(node) { return known }
        throw damage ?? StoreError(.notFound, "node \(node.rawValue) is not in the store")
    }

    /// The states of the models that the mount shows.
    private func states() throws(StoreError) -> [ModelState] {
        var states: [ModelState] = []
        for name in try history.models(shownIn: scope) {
            if let state = try history.state(of: name) { states.append(state) }
        }
        return states
    }

    private func positions(_ model: ModelName) -> [ModelHome.Position] {
        (model == scope.rootModel ? [.root] : []) + (scope.showsModels ? [.models] : [])
    }

    /// The five places of every model, the directories of `models/` and the links of today.
    private func place(
        _ node: NodeID, _ states: [ModelState]
    ) throws(StoreError) -> NodeIdentity? {
        var found: Set<NodeIdentity> = []
        func consider(_ identity: NodeIdentity) {
            if naming.id(identity) == node { found.insert(identity) }
        }
        if let model = scope.rootModel {
            let home = ModelHome(model: model, position: .root)
            for place in Place.allCases { consider(.place(place, home)) }
        }
        if scope.showsModels { consider(.models(prefix: "")) }
        for state in states {
            for position in positions(state.model) {
                let home = ModelHome(model: state.model, position: position)
                for place in Place.allCases { consider(.place(place, home)) }
                for (ref, target) in state.refs {
                    consider(.link(RefLink(home: home, ref: ref, version: target.version)))
                }
            }
            guard scope.showsModels else { continue }
            for prefix in state.model.prefixes { consider(.models(prefix: prefix)) }
        }
        guard found.count < 2 else { throw NodeTable.collision(node) }
        return found.first
    }

    /// Walks the journal back through everything that was ever active.
    private func searchPast(
        _ node: NodeID, _ state: ModelState, _ damage: inout StoreError?
    ) throws(StoreError) -> NodeIdentity? {
        var generation = state.generation
        while generation > 1 {
            generation -= 1
            do throws(StoreError) {
                let record = try history.record(of: state.model, generation)
                guard record.changes[.active] != nil, let past = Activation(record) else {
                    continue
                }
                let source = RecoveryBatch.Source.activation(state.model, past)
                var trouble: StoreError?
                if let found = try search(node, [source], &trouble) { return found }
                // What was removed is missing by right.
                if state.version(past.target.version) != nil { damage = trouble ?? damage }
            } catch {
                guard error.code == .integrity else { throw error }
                damage = error
            }
        }
        return nil
    }

    private func search(
        _ node: NodeID, _ sources: some Sequence<RecoveryBatch.Source>,
        _ damage: inout StoreError?
    ) throws(StoreError) -> NodeIdentity? {
        for source in sources where !index.withLock({ $0.holds(source) }) {
            do throws(StoreError) {
                let tree = try shelf.tree(of: source.model, source.target)
                let batch = RecoveryBatch(
                    source, tree: tree, positions: positions(source.model), naming: naming)
                index.withLock { $0.insert(batch) }
            } catch {
                guard error.code == .integrity else { throw error }
                damage = error
                continue
            }
            if let found = try searched(node) { return found }
        }
        return nil
    }

    /// What the batches made so far say of an id.
    private func searched(_ node: NodeID) throws(StoreError) -> NodeIdentity? {
        var found: Set<NodeIdentity> = []
        for batch in index.withLock({ $0.batches(with: node) }) {
            let source = batch.source
            let tree = try shelf.tree(of: source.model, source.target)
            found.formUnion(batch.identities(node, in: tree))
        }
        guard found.count < 2 else { throw NodeTable.collision(node) }
        return found.first
    }
}
