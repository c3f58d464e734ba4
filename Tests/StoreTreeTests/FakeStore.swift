import Hashing
import StoreInterface
import StoreModel
import Synchronization
import Testing

/// A store in memory: journals, manifests and blobs, each of which can be damaged.
final class FakeStore: VersionCatalogue, ManifestSource, BlobOpener {
    struct State {
        var journals: [ModelName: [Transition]] = [:]
        var versions: [ModelName: [VersionEntry]] = [:]
        var manifests: [Digest: [UInt8]] = [:]
        var blobs: [Digest: FakeBlob] = [:]
        var damaged: Set<Digest> = []
        var damagedJournals: Set<ModelName> = []
        var damagedRecords: Set<UInt64> = []
        /// Models with a newer record that cannot be used; see `ModelState.damage`.
        var stuckJournals: Set<ModelName> = []
        var clock: Int64 = 1_700_000_000_000
        /// This many of the newest records are not seen, as by a reader that was overtaken.
        var lag = 0
        /// What `state(of:)` throws instead of answering.
        var outage: StoreError?
        var manifestReads = 0
        var recordReads = 0
        var blobOpens = 0
        var modelLists = 0
    }

    let state = Mutex(State())

    // MARK: What a store does

    @discardableResult
    func push(
        _ id: String, of model: String = "qb", _ files: [String: FakeFile],
        directories: [String] = []
    ) throws -> Digest {
        let name = try ModelName(model)
        return try state.withLock { state in
            state.clock += 1000
            var manifest = Manifest(
                model: name, version: try VersionID(id),
                created: Timestamp(milliseconds: state.clock))
            for (path, file) in files.sorted(by: { ManifestPath.precedes($0.key, $1.key) }) {
                let digest = SHA256Hasher.digest(of: file.bytes)
                manifest.files.append(
                    ManifestFile(
                        path: path, size: UInt64(file.bytes.count), sha256: digest,
                        isExecutable: file.isExecutable))
                if state.blobs[digest] == nil {
                    let time = Timestamp(milliseconds: state.clock - 500)
                    state.blobs[digest] = FakeBlob(bytes: file.bytes, stored: time)
                }
            }
            manifest.directories = directories.sorted(by: ManifestPath.precedes)
            return try FakeStore.register(manifest, as: name, manifest.version, &state)
        }
    }

    /// Registers a manifest under a name, which need not be the one it says.
    func register(_ manifest: Manifest, as model: String, _ id: String) throws {
        try state.withLock { state in
            _ = try FakeStore.register(
                manifest, as: try ModelName(model), try VersionID(id), &state)
        }
    }

    private static func register(
        _ manifest: Manifest, as model: ModelName, _ id: VersionID, _ state: inout State
    ) throws -> Digest {
        let bytes = manifest.json.canonicalBytes
        let digest = SHA256Hasher.digest(of: bytes)
        state.manifests[digest] = bytes
        let number = UInt64(state.versions[model]?.count ?? 0) + 1
        let entry = VersionEntry(id: id, number: number, manifest: digest)
        state.versions[model, default: []].append(entry)
        append(.push, [.latest: entry.target], version: entry, to: model, &state)
        return digest
    }

    func promote(_ id: String, of model: String = "qb") throws {
        try move("active", to: id, of: model)
    }

    func tag(_ ref: String, _ id: String, of model: String = "qb") throws {
        try move(ref, to: id, of: model)
    }

    private func move(_ ref: String, to id: String, of model: String) throws {
        let (model, id, ref) = (try ModelName(model), try VersionID(id), try RefName(ref))
        try state.withLock { state in
            let entry = try #require(state.versions[model]?.first { $0.id == id })
            var moves = [ref: entry.target]
            if ref == .active { moves[.previous] = state.journals[model]?.last?.refs[.active] }
            let action: Transition.Action = ref == .active ? .promote : .tag
            FakeStore.append(action, moves, version: nil, to: model, &state)
        }
    }

    private static func append(
        _ action: Transition.Action, _ moves: [RefName: RefTarget], version: VersionEntry?,
        to model: ModelName, _ state: inout State
    ) {
        state.clock += 1000
        let last = state.journals[model]?.last
        var refs = last?.refs ?? [:]
        var changes: [RefName: Transition.Change] = [:]
        for (name, target) in moves {
            changes[name] = Transition.Change(from: refs[name]?.version, to: target.version)
            refs[name] = target
        }
        state.journals[model, default: []].append(
            Transition(
                model: model, generation: (last?.generation ?? 0) + 1,
                previous: last.map { SHA256Hasher.digest(of: $0.sealedBytes) },
                time: Timestamp(milliseconds: state.clock), actor: "test", action: action,
                reason: nil, changes: changes, refs: refs, version: version))
    }

    // MARK: What a mount asks

    func models() throws(StoreError) -> [ModelName] {
        state.withLock { state in
            state.modelLists += 1
            return state.journals.keys.sorted()
        }
    }

    func state(of model: ModelName) throws(StoreError) -> ModelState {
        try state.withLock { state throws(StoreError) in
            guard !state.damagedJournals.contains(model) else {
                throw StoreError(.integrity, "the journal of \(model) is damaged")
            }
            if let outage = state.outage { throw outage }
            guard let head = state.journals[model]?.dropLast(state.lag).last else {
                throw StoreError(.notFound, "there is no model \(model)")
            }
            return ModelState(
                model: model, head: head, headDigest: .ofNothing,
                versions: state.versions[model] ?? [],
                damage: state.stuckJournals.contains(model)
                    ? StoreError(.integrity, "record \(head.generation + 1) is damaged") : nil)
        }
    }

    func transition(
        of model: ModelName, generation: UInt64
    ) throws(StoreError) -> Transition {
        try state.withLock { state throws(StoreError) in
            state.recordReads += 1
            guard let records = state.journals[model], generation >= 1,
                generation <= UInt64(records.count)
            else { throw StoreError(.notFound, "no record \(generation) of \(model)") }
            guard !state.damagedRecords.contains(generation) else {
                throw StoreError(.integrity, "record \(generation) of \(model) is damaged")
            }
            return records[Int(generation) - 1]
        }
    }

    func manifestBytes(_ digest: Digest) throws(StoreError) -> [UInt8] {
        try state.withLock { state throws(StoreError) in
            state.manifestReads += 1
            guard !state.damaged.contains(digest) else {
                throw StoreError(.integrity, "manifest \(digest.short) is damaged")
            }
            guard let bytes = state.manifests[digest] else {
                throw StoreError(.notFound, "manifest \(digest.short) is absent")
            }
            return bytes
        }
    }

    func openBlob(_ digest: Digest, size: UInt64) throws(StoreError) -> any BlobReader {
        try blob(digest, size: size)
    }

    func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp {
        try blob(digest, size: size).stored
    }

    private func blob(_ digest: Digest, size: UInt64) throws(StoreError) -> FakeBlob {
        try state.withLock { state throws(StoreError) in
            state.blobOpens += 1
            guard let blob = state.blobs[digest], blob.size == size,
                !state.damaged.contains(digest)
            else { throw StoreError(.integrity, "blob \(digest.short) is damaged") }
            return blob
        }
    }
}
