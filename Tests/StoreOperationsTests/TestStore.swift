import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Synchronization

/// A store in memory whose clock a test sets, with versions that are manifests and no blobs: all
/// their files are empty, or missing on purpose.
final class TestStore: Sendable {
    let repository: Repository
    private let clock: TestClock

    init() throws {
        let clock = TestClock()
        self.clock = clock
        repository = try Repository.create(in: MemoryStorage(), clock: { clock.time })
    }

    /// Sets the clock to this many seconds after 2026-01-01T00:00:00Z.
    func setTime(_ seconds: Int64) { clock.time = TestStore.time(seconds) }

    static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_767_225_600_000 + seconds * 1000)
    }

    /// Registers a version with the given files.
    @discardableResult
    func push(
        _ id: String, model: String = "qb", files: [ManifestFile] = [TestStore.emptyFile("a.txt")],
        metrics: [String: JSON] = [:], directories: [String] = []
    ) throws -> VersionEntry {
        let name = try ModelName(model)
        var manifest = Manifest(
            model: name, version: try VersionID(id), created: clock.time)
        manifest.files = files.sorted { ManifestPath.precedes($0.path, $1.path) }
        manifest.metrics = metrics
        manifest.directories = directories
        let bytes = manifest.json.canonicalBytes
        let digest = SHA256Hasher.digest(of: bytes)
        try repository.putRoot(bytes, as: ObjectLayout.manifest(digest))
        var entry: VersionEntry?
        _ = try repository.commit(to: name, actor: "test@host") {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            let made = VersionEntry(
                id: try VersionID(id), number: UInt64(state?.entries.count ?? 0) + 1,
                manifest: digest)
            entry = made
            return TransitionDraft(
                action: .push, reason: nil, moves: [.latest: made], registers: made)
        }
        guard let entry else { throw StoreError(.inputOutput, "the test store took no version") }
        return entry
    }

    func promote(_ reference: String, ifCurrent: String? = nil) throws -> ActivationResult {
        var promote = Promote(
            try Reference(reference), selection: ModelSelection(nil), reason: "test",
            actor: "test@host")
        promote.expected = try ifCurrent.map { try Reference($0) }
        return try promote.run(in: repository)
    }

    func rollback(_ destination: Rollback.Destination = .previous) throws -> ActivationResult {
        try Rollback(
            destination, selection: ModelSelection(nil), reason: "test", actor: "test@host"
        ).run(in: repository)
    }

    /// Takes versions away, whatever retention says.
    @discardableResult
    func remove(_ ids: String..., model: String = "qb") throws -> ModelState? {
        let removes = try ids.map { id throws(StoreError) in try VersionID(id) }
        return try repository.commit(to: ModelName(model), actor: "test@host") {
            (_: ModelState?) throws(StoreError) -> TransitionDraft? in
            TransitionDraft(action: .remove, reason: "test", moves: [:], removes: removes)
        }
    }

    func resolve(_ text: String) throws -> String {
        let reference = try Reference(text)
        return try ModelSelection(nil).version(reference, in: repository).entry.id.text
    }

    var active: String? {
        get throws { try repository.state(of: ModelName("qb")).active?.version.text }
    }

    static func emptyFile(_ path: String, isExecutable: Bool = false) -> ManifestFile {
        ManifestFile(path: path, size: 0, sha256: .ofNothing, isExecutable: isExecutable)
    }

    /// A file whose blob the store does not have.
    static func file(_ path: String, _ content: String) -> ManifestFile {
        let bytes = Array(content.utf8)
        return ManifestFile(
            path: path, size: UInt64(bytes.count), sha256: SHA256Hasher.digest(of: bytes))
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let now = Mutex(TestStore.time(0))

    var time: Timestamp {
        get { now.withLock { $0 } }
        set { now.withLock { $0 = newValue } }
    }
}
