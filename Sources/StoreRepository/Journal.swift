package import Hashing
import Sabotage
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

    /// Puts a record; nil if another writer was first. Its second copy is written before this
    /// returns the state after it.
    func append(_ record: Transition, after state: ModelState?) throws(StoreError) -> ModelState? {
        let bytes = record.sealedBytes
        if !Sabotage.linksUnreadable { try Journal.checkReadable(record, bytes) }
        let key = ObjectLayout.record(record.model, record.generation)
        guard try storage.put(bytes, as: key) == .created else { return nil }
        return try finish(record, bytes, after: state)
    }

    /// What nobody could read back must never be linked: it would be the end of the journal.
    private static func checkReadable(
        _ record: Transition, _ bytes: [UInt8]
    ) throws(StoreError) {
        guard bytes.count <= Transition.byteLimit, try Transition(parsing: bytes) == record else {
            throw StoreError(
                .unsupported, "the record of generation \(record.generation) would be too large",
                fix: "remove refs that are no longer used: store tag --delete NAME")
        }
    }

    /// Goes on where `append` of the same record failed for want of space. If it got as far as the
    /// record, only the second copy is missing, and putting both again is harmless.
    func resume(_ record: Transition, after state: ModelState?) throws(StoreError) -> ModelState? {
        let bytes = record.sealedBytes
        let key = ObjectLayout.record(record.model, record.generation)
        guard try storage.put(bytes, as: key) != .taken else { return nil }
        return try finish(record, bytes, after: state)
    }

    /// The record stands: what is left is its second copy. Returns the state after this very record,
    /// whatever others have appended meanwhile.
    private func finish(
        _ record: Transition, _ bytes: [UInt8], after state: ModelState?
    ) throws(StoreError) -> ModelState {
        let digest = SHA256Hasher.digest(of: bytes)
        let next: ModelState
        if let state {
            next = try state.following((record, digest))
        } else {
            next = ModelState(first: record, digest: digest)
        }
        remember(next)
        do throws(StoreError) {
            try putTwin(of: record, bytes)
        } catch {
            // Only the promise of two copies is not kept.
            throw StoreError(
                error.code,
                "generation \(record.generation) of \(record.model) is recorded, but its second "
                    + "copy could not be written", fix: "store verify --all",
                cause: error.cause ?? error.message)
        }
        return next
    }

    /// Puts the second copy. What stands in its place and is no record of this generation is damaged,
    /// and replaced; a record that can be read is never destroyed.
    private func putTwin(of record: Transition, _ bytes: [UInt8]) throws(StoreError) {
        if Sabotage.skipsSecondRecord { return }
        let twin = ObjectLayout.mirror(ObjectLayout.record(record.model, record.generation))
        guard try storage.put(bytes, as: twin) == .taken else { return }
        do throws(StoreError) {
            _ = try read(twin, record.model, record.generation)
        } catch {
            guard error.code == .integrity else { throw error }
            return try storage.replace(twin, with: bytes)
        }
        throw StoreError(
            .integrity, "\(twin) is another record of generation \(record.generation)",
            fix: "store verify --all --repair")
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
        // Nobody removes records, so one that is missing in both copies is lost, however old it is.
        var damage = Journal.hole(in: generations, of: model)
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
        var since: [Transition] = []
        var record = head.0
        var generation = record.generation
        var missed: UInt64 = 0
        while record.checkpoint == nil {
            if generation == record.generation { since.append(record) }
            // The checkpoint is at most 64 records away, unless the journal has a hole.
            guard generation > 1, missed < Transition.checkpointInterval else { break }
            generation -= 1
            do throws(StoreError) {
                let earlier = try read(model, generation)
                // Unless one between them could not be read.
                if record.generation == generation + 1 {
                    damage = damage ?? Journal.objection(to: record, after: earlier)
                }
                record = earlier.0
            } catch {
                guard error.code == .integrity || error.code == .notFound else { throw error }
                missed += 1
                damage = damage ?? error
            }
        }
        if head.0.checkpoint != nil { damage = try objection(to: head.0) }
        return ModelState(
            model: model, head: head.0, headDigest: head.1,
            versions: since.reversed().reduce(record.checkpoint ?? []) { $0.applying($1) },
            damage: damage)
    }

    /// Why a head that needs no earlier record does not follow the one before it, if that is so. One
    /// that cannot be read costs a head with a checkpoint nothing.
    private func objection(to head: Transition) throws(StoreError) -> StoreError? {
        guard head.generation > 1 else { return nil }
        do throws(StoreError) {
            return try Journal.objection(
                to: head, after: read(head.model, head.generation - 1))
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            return nil
        }
    }

    /// Why `record` does not follow `earlier`, if that is so.
    private static func objection(
        to record: Transition, after earlier: (Transition, Digest)
    ) -> StoreError? {
        do throws(StoreError) {
            try record.checkFollows(earlier.0, digest: earlier.1)
            return nil
        } catch {
            return error
        }
    }

    /// What to say of the first generation that is missing, if one is.
    private static func hole(in generations: [UInt64], of model: ModelName) -> StoreError? {
        var expected: UInt64 = 1
        for generation in generations {
            guard generation == expected else {
                return StoreError(
                    .integrity, "generation \(expected) of \(model) is missing in both copies",
                    fix: "store verify --all")
            }
            expected += 1
        }
        return nil
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
