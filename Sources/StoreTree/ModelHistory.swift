import StoreInterface
import StoreModel
import Synchronization

/// What the journals say, in the words of the tree. Records never change, so what is read of them
/// once may be kept.
final class ModelHistory: Sendable {
    /// Times are kept of at most this many records (some 100 bytes each).
    private static let timeLimit = 4096

    private struct RecordName: Hashable {
        let model: ModelName
        let generation: UInt64
    }

    private let catalogue: any VersionCatalogue
    private let times = Mutex<[RecordName: Timestamp]>([:])

    init(catalogue: any VersionCatalogue) { self.catalogue = catalogue }

    func models() throws(StoreError) -> [ModelName] { try catalogue.models() }

    /// The models that a mount shows, each once, the root's first.
    func models(shownIn scope: TreeScope) throws(StoreError) -> [ModelName] {
        let root = scope.rootModel.map { [$0] } ?? []
        guard scope.showsModels else { return root }
        return root + (try models().filter { $0 != scope.rootModel })
    }

    /// The model of exactly this name; nil if there is none. One look-up, however many models there
    /// are. One whose journal is damaged is there all the same.
    func model(_ text: String) throws(StoreError) -> ModelName? {
        // The text is checked by the initialiser; what is no name of a model is no model.
        guard let model = try? ModelName(text) else { return nil }
        do throws(StoreError) {
            return try state(of: model) == nil ? nil : model
        } catch {
            guard error.code == .integrity else { throw error }
            return model
        }
    }

    /// Why the newest record of one of `models` cannot be used; nil if each can.
    func damage(of models: [ModelName]) -> String? {
        for model in models {
            do throws(StoreError) {
                guard let damage = try state(of: model)?.damage else { continue }
                return "\(model): \(damage.message)"
            } catch {
                return "\(model): \(error.message)"
            }
        }
        return nil
    }

    /// The newest state; nil for a model that has no journal yet.
    func state(of model: ModelName) throws(StoreError) -> ModelState? {
        do throws(StoreError) {
            return try catalogue.state(of: model)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    func record(
        of model: ModelName, _ generation: UInt64
    ) throws(StoreError) -> Transition {
        try catalogue.transition(of: model, generation: generation)
    }

    /// When a record was made.
    func time(of model: ModelName, _ generation: UInt64) throws(StoreError) -> Timestamp {
        let name = RecordName(model: model, generation: generation)
        if let known = times.withLock({ $0[name] }) { return known }
        let time = try record(of: model, generation).time
        times.withLock { times in
            if times.count >= ModelHistory.timeLimit { times.removeAll() }
            times[name] = time
        }
        return time
    }

    /// When the model's journal began; nil if it has not, or if its first record is damaged: a date
    /// is no reason to hide a model.
    func birth(of model: ModelName) throws(StoreError) -> Timestamp? {
        do throws(StoreError) {
            return try time(of: model, 1)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            return nil
        }
    }

    /// The record that made active what `state` says is active: the newest that changed it, found
    /// by walking back no further than `known`, an earlier answer. Where an old record cannot be
    /// read, the oldest one behind it stands in: what is active must not depend on history.
    func activation(
        in state: ModelState, known: ActiveSnapshot?
    ) throws(StoreError) -> Activation? {
        guard var oldest = Activation(state.head) else { return nil }
        var record = state.head
        while record.changes[.active] == nil, record.generation > 1 {
            if let known, record.generation - 1 <= known.generation, let earlier = known.activation,
                earlier.target == oldest.target
            {
                return earlier
            }
            do throws(StoreError) {
                record = try self.record(of: state.model, record.generation - 1)
            } catch {
                guard error.code == .integrity || error.code == .notFound else { throw error }
                return oldest
            }
            guard let earlier = Activation(record), earlier.target == oldest.target else {
                return oldest
            }
            oldest = earlier
        }
        return oldest
    }

    /// The versions there were as of a generation, oldest first.
    func versions(
        in state: ModelState, asOf generation: UInt64
    ) throws(StoreError) -> [VersionEntry] {
        guard generation < state.generation else { return state.versions }
        guard generation > 0 else { return [] }
        let record = try record(of: state.model, generation)
        guard let latest = record.refs[.latest], let newest = state.entry(latest.version) else {
            return []
        }
        // What was removed since then is in the listing all the same.
        return state.entries.prefix { $0.number <= newest.number }
            .filter { entry in entry.removedAt.map { $0 > generation } ?? true }
    }

    /// The refs there were as of a generation, sorted by name.
    func refs(
        in state: ModelState, asOf generation: UInt64
    ) throws(StoreError) -> [(name: RefName, target: RefTarget)] {
        guard generation > 0 else { return [] }
        let refs =
            generation < state.generation
            ? try record(of: state.model, generation).refs : state.refs
        return refs.map { (name: $0.key, target: $0.value) }.sorted { $0.name < $1.name }
    }
}
