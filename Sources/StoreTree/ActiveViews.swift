import Sabotage
import StoreInterface
import StoreModel
import Synchronization

/// What `active` shows now, per model. The journal is asked every time; the answer is remembered
/// for as long as the generation stays, and as the last good one if a newer cannot be read.
final class ActiveViews: Sendable {
    private struct State {
        var snapshots: [ModelName: ActiveSnapshot] = [:]
        /// Why the newest generation of a model is not shown.
        var failures: [ModelName: String] = [:]
    }

    private let history: ModelHistory
    private let shelf: VersionShelf
    private let state = Mutex(State())

    init(history: ModelHistory, shelf: VersionShelf) {
        self.history = history
        self.shelf = shelf
    }

    /// Why some model's newest generation is not shown; nil if all is well.
    var failure: String? { state.withLock { $0.failures.values.min() } }

    /// What `active` shows now. Damage behind the newest generation leaves the last good version in
    /// place and is told by `failure`; where there is none, throws `integrity`.
    func now(_ model: ModelName) throws(StoreError) -> ActiveSnapshot {
        let known = state.withLock { $0.snapshots[model] }
        do throws(StoreError) {
            let snapshot = try fresh(model, known)
            state.withLock { state in
                state.failures[model] = nil
                guard snapshot.generation > state.snapshots[model]?.generation ?? 0 else { return }
                state.snapshots[model] = snapshot
            }
            return snapshot
        } catch {
            guard error.code == .integrity, let known, known.tree != nil else { throw error }
            state.withLock { $0.failures[model] = "\(model): \(error.message)" }
            return known
        }
    }

    /// What `active` showed when a directory handle was made.
    func snapshot(_ model: ModelName, handle: UInt64) throws(StoreError) -> ActiveSnapshot {
        let known = state.withLock { $0.snapshots[model] }
        if let known, known.handle == handle { return known }
        guard handle > 0, let activation = Activation(try history.record(of: model, handle)) else {
            return .empty(generation: handle, modified: ActiveViews.epoch)
        }
        let tree = try shelf.tree(of: model, activation.target)
        return .of(activation, tree: tree, generation: handle)
    }

    private func fresh(
        _ model: ModelName, _ known: ActiveSnapshot?
    ) throws(StoreError) -> ActiveSnapshot {
        if Sabotage.trustsOldActive, let known { return known }
        guard let newest = try history.state(of: model) else {
            return .empty(generation: 0, modified: ActiveViews.epoch)
        }
        // A slower thread may come with an older state; what was seen is not unseen.
        if let known, known.generation >= newest.generation { return known }
        guard let activation = try history.activation(in: newest, known: known) else {
            return .empty(
                generation: newest.generation,
                modified: try history.birth(of: model) ?? ActiveViews.epoch)
        }
        if let tree = known?.tree, known?.activation == activation {
            return .of(activation, tree: tree, generation: newest.generation)
        }
        let tree = try shelf.tree(of: model, activation.target)
        return .of(activation, tree: tree, generation: newest.generation)
    }

    /// The mtime of what has no history.
    static let epoch = Timestamp(milliseconds: 0)
}
