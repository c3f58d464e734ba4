package import Hashing
package import StoreInterface
package import StoreModel
import Synchronization

/// The journals of all models: reading them, following them, appending to them.
package final class Journal: Sendable {
    private let storage: any ObjectStorage
    private let states = Mutex<[ModelName: ModelState]>([:])

    package init(storage: any ObjectStorage) { self.storage = storage }

    /// The state after the newest record that can be read. If a newer one is damaged in both copies,
    /// `ModelState.damage` says so: the last good state is served and nothing is appended.
    package func state(of model: ModelName) throws(StoreError) -> ModelState {
        let known = states.withLock { $0[model] }
        var state: ModelState
        if let known { state = known } else { state = try load(model) }
        let start = state.generation
        while state.damage == nil {
            guard try exists(model, state.generation + 1) else { break }
            do throws(StoreError) {
                state = try state.following(read(model, state.generation + 1))
            } catch {
                guard error.code == .integrity else { throw error }
                state = state.damaged(by: error)
            }
        }
        if known == nil || state.generation != start { remember(state) }
        return state
    }

    /// Every model with a journal, sorted.
    package func models() throws(StoreError) -> [ModelName] {
        var found: Set<ModelName> = []
        for root in ["models", "mirror/models"] {
            try collect(root, below: root, into: &found, depth: 0)
        }
        return found.sorted()
    }

    /// One record and the digest of its bytes, from whichever copy is healthy.
    package func read(
        _ model: ModelName, _ generation: UInt64
    ) throws(StoreError) -> (Transition, Digest) {
        let key = ObjectLayout.record(model, generation)
        do throws(StoreError) {
            return try read(key, model, generation)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            let twin = ObjectLayout.mirror(key)
            guard try storage.information(twin) != nil else { throw error }
            // A record that is missing in one copy and bad in the other is damaged, not absent.
            return try read(twin, model, generation)
        }
    }

    /// One record from exactly one copy.
    package func read(
        _ key: ObjectKey, _ model: ModelName, _ generation: UInt64
    ) throws(StoreError) -> (Transition, Digest) {
        let bytes = try storage.readAll(key, limit: Transition.byteLimit)
        let record: Transition
        do throws(StoreError) {
            record = try Transition(parsing: bytes)
        } catch {
            throw StoreError(
                .integrity, "\(key): \(error.message)", fix: "store verify --all --repair")
        }
        guard record.model == model, record.generation == generation else {
            throw StoreError(
                .integrity,
                "\(key) is the record of \(record.model) generation "
                    + "\(record.generation)", fix: "store verify --all --repair")
        }
        return (record, SHA256Hasher.digest(of: bytes))
    }

    /// Puts a record; false if another writer was first. Its second copy is written before this
    /// returns.
    func append(_ record: Transition, after state: ModelState?) throws(StoreError) -> ModelState? {
        let bytes = record.sealedBytes
        // What nobody could read back must never be linked: it would be the end of the journal.
        guard bytes.count <= Transition.byteLimit, try Transition(parsing: bytes) == record else {
            throw StoreError(
                .unsupported, "the record of generation \(record.generation) would be too large",
                fix: "remove refs that are no longer used: store tag --delete NAME")
        }
        let key = ObjectLayout.record(record.model, record.generation)
        guard try storage.put(bytes, as: key) == .created else { return nil }
        let digest = SHA256Hasher.digest(of: bytes)
        let next: ModelState
        if let state {
            next = try state.following((record, digest))
        } else {
            next = ModelState(first: record, digest: digest)
        }
        remember(next)
        do throws(StoreError) {
            try storage.put(bytes, as: ObjectLayout.mirror(key))
        } catch {
            // The record stands: only the promise of two copies is not kept.
            throw StoreError(
                error.code,
                "generation \(record.generation) of \(record.model) is recorded, but its second "
                    + "copy could not be written", fix: "store verify --all",
                cause: error.cause ?? error.message)
        }
        return next
    }

    /// The generations of which a copy is there, in order. Found by listing both places, so that no
    /// missing record hides later ones.
    package func generations(of model: ModelName) throws(StoreError) -> [UInt64] {
        let journal = ObjectLayout.journal(model)
        var found: Set<UInt64> = []
        for place in [journal, "mirror/" + journal] {
            for item in try storage.list(place) {
                if let number = ObjectLayout.generation(ofRecord: item.name) {
                    found.insert(number)
                }
            }
        }
        return found.sorted()
    }

    /// A push that was cut short before its record leaves a journal without records, which is no
    /// model. The first record is looked for first: listing a long journal is slow.
    private func hasRecords(_ model: ModelName) throws(StoreError) -> Bool {
        if try exists(model, 1) { return true }
        return try !generations(of: model).isEmpty
    }

    private func exists(_ model: ModelName, _ generation: UInt64) throws(StoreError) -> Bool {
        try storage.information(ObjectLayout.record(model, generation)) != nil
    }

    private func remember(_ state: ModelState) {
        states.withLock { states in
            guard let known = states[state.model], known.generation >= state.generation,
                known.damage == nil
            else {
                // A damaged head is asked for again next time: it may have been repaired.
                states[state.model] = state.damage == nil ? state : nil
                return
            }
        }
    }

    /// Reads a model from its newest readable record back to the last checkpoint: at most 64 records.
    private func load(_ model: ModelName) throws(StoreError) -> ModelState {
        let generations = try generations(of: model)
        guard !generations.isEmpty else {
            throw StoreError(
                .notFound, "there is no model \(quoted(model.text))", fix: "store list")
        }
        var damage: StoreError?
        for generation in generations.reversed() {
            do throws(StoreError) {
                let state = try load(model, head: read(model, generation))
                return damage.map(state.damaged(by:)) ?? state
            } catch {
                guard error.code == .integrity || error.code == .notFound else { throw error }
                damage = damage ?? error
            }
        }
        throw StoreError(
            .integrity, "no record of \(model) can be read", fix: "store verify --all --repair",
            cause: damage?.message)
    }

    /// The head says what every ref is, so a damaged record before it costs the knowledge of at most
    /// the version it registered, and the right to append.
    private func load(
        _ model: ModelName, head: (Transition, Digest)
    ) throws(StoreError) -> ModelState {
        var damage: StoreError?
        var registered: [VersionEntry] = []
        var record = head.0
        var generation = record.generation
        var missed: UInt64 = 0
        while record.checkpoint == nil {
            if generation == record.generation, let version = record.version {
                registered.append(version)
            }
            // The checkpoint is at most 64 records away, unless the journal has a hole.
            guard generation > 1, missed < Transition.checkpointInterval else { break }
            generation -= 1
            do throws(StoreError) {
                let earlier = try read(model, generation)
                if record.generation == generation + 1, record.previous != earlier.1 {
                    throw Journal.broken(model, between: generation)
                }
                record = earlier.0
            } catch {
                guard error.code == .integrity || error.code == .notFound else { throw error }
                missed += 1
                damage = damage ?? error
            }
        }
        return ModelState(
            model: model, head: head.0, headDigest: head.1,
            versions: (record.checkpoint ?? []) + registered.reversed(), damage: damage)
    }

    private static func broken(_ model: ModelName, between generation: UInt64) -> StoreError {
        StoreError(
            .integrity,
            "the journal of \(model) is broken between generations \(generation) and "
                + "\(generation + 1)", fix: "store verify --all --repair")
    }

    private func collect(
        _ place: String, below root: String, into found: inout Set<ModelName>, depth: Int
    ) throws(StoreError) {
        guard depth <= ManifestPath.depthLimit else { return }
        for item in try storage.list(place) where item.isPrefix {
            if item.name == "@journal" {
                let name = String(place.dropFirst(root.count + 1))
                // Directories that are no model names are not the store's.
                guard let model = try? ModelName(name) else { continue }
                if try hasRecords(model) { found.insert(model) }
            } else {
                try collect(place + "/" + item.name, below: root, into: &found, depth: depth + 1)
            }
        }
    }
}
