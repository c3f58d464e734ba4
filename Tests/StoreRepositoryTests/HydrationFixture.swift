import Compression
import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization
import TestSupport

/// A store in a directory, with blobs that are worth a plain copy, and an opener that counts.
final class HydrationFixture: BlobOpener {
    /// Two chunks of it are more than the largest chunk.
    static let chunk = 525_000
    static let size = UInt64(2 * chunk)

    let path: String
    let repository: Repository
    let copies: PlainCopies
    let reports = Mutex<[String]>([])
    private let opens = Mutex(0)

    static func with(_ body: (HydrationFixture) throws -> Void) throws {
        try withTemporaryDirectory { (path: String) throws in
            try body(HydrationFixture(path + "/store"))
        }
    }

    private init(_ path: String) throws {
        self.path = path
        repository = try Repository.create(at: path)
        guard let copies = PlainCopies(of: repository) else { throw TestFailure("no directory") }
        self.copies = copies
    }

    /// How often the chunks of a blob were asked for by a reader.
    var chunkOpens: Int { opens.withLock { $0 } }

    func openBlob(_ digest: Digest, size: UInt64) throws(StoreError) -> any BlobReader {
        opens.withLock { $0 += 1 }
        return try repository.openBlob(digest, size: size)
    }

    func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp {
        try repository.timeStored(digest, size: size)
    }

    private static let plains = (0..<4).map { TestData.incompressible(Int(size), seed: $0) }

    /// What the blob number `number` consists of; there are four.
    static func plain(_ number: Int) -> [UInt8] { plains[number] }

    /// Stores the blob of a number.
    func add(_ number: Int, isPack: Bool = false) throws -> SizedBlob {
        let plain = Self.plain(number)
        let writer = try PackWriter(repository)
        if !isPack {
            // Something else, so that the pack is not the file.
            let other = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 999)
            try other.withUnsafeBytes { bytes in
                try writer.add(
                    SHA256Hasher.digest(of: bytes), plainLength: bytes.count, codec: .raw,
                    stored: bytes)
            }
        }
        var recipe: [RecipeEntry] = []
        for part in [plain.prefix(Self.chunk), plain.dropFirst(Self.chunk)] {
            try part.withUnsafeBytes { bytes in
                let digest = SHA256Hasher.digest(of: bytes)
                try writer.add(digest, plainLength: bytes.count, codec: .raw, stored: bytes)
                recipe.append(RecipeEntry(chunk: digest, plainLength: UInt32(bytes.count)))
            }
        }
        let blob = SizedBlob(digest: SHA256Hasher.digest(of: plain), size: Self.size)
        writer.addBlob(blob.digest, size: blob.size, recipe: recipe)
        try writer.finish()
        return blob
    }

    /// Registers a version of one file and makes it active.
    func activate(_ id: String, _ blob: SizedBlob) throws {
        let model = ModelName.fallback
        var manifest = Manifest(model: model, version: try VersionID(id), created: repository.now)
        manifest.files = [
            ManifestFile(path: "w", size: blob.size, sha256: blob.digest, isExecutable: false)
        ]
        let bytes = manifest.json.canonicalBytes
        let digest = SHA256Hasher.digest(of: bytes)
        try repository.putRoot(bytes, as: ObjectLayout.manifest(digest))
        for action in [Transition.Action.push, .promote] {
            _ = try repository.commit(to: model, actor: "test@host") {
                (state: ModelState?) throws(StoreError) -> TransitionDraft? in
                let made = VersionEntry(
                    id: try VersionID(id),
                    number: UInt64(state?.versions.count ?? 0) + (action == .push ? 1 : 0),
                    manifest: digest)
                guard action == .promote else {
                    return TransitionDraft(
                        action: .push, reason: nil, moves: [.latest: made], registers: made)
                }
                var moves: [RefName: VersionEntry?] = [.active: made]
                if let old = state?.active.flatMap({ state?.version($0.version) }) {
                    moves[.previous] = old
                }
                return TransitionDraft(action: .promote, reason: "test", moves: moves)
            }
        }
    }

    /// Runs `body` with the opener that a worker would have.
    func hydrating(
        _ policy: HydrationPolicy, budget: UInt64? = nil,
        _ body: (HydratedBlobs, Hydrator) throws -> Void
    ) throws {
        let hydrator = Hydrator(
            repository, policy: policy, budget: CopyBudget(bytes: budget), model: nil,
            report: { [self] line in reports.withLock { $0.append(line) } })
        guard let hydrator else { throw TestFailure("no directory") }
        try hydrator.begin()
        defer { hydrator.end() }
        hydrator.settle()
        try body(HydratedBlobs(around: self, by: hydrator), hydrator)
    }

    func place(of blob: SizedBlob) -> String {
        "\(path)/cache/blobs/\(blob.digest.hex.prefix(2))/\(blob.digest.hex)"
    }

    func hasCopy(of blob: SizedBlob) -> Bool { access(place(of: blob), F_OK) == 0 }

    /// Writes over some bytes of a file, whatever its mode.
    static func damage(_ path: String) throws {
        chmod(path, 0o644)
        let number = open(path, O_WRONLY | O_CLOEXEC)
        guard number >= 0 else { throw TestFailure.system("open \(path)") }
        defer { close(number) }
        guard pwrite(number, "damage", 6, 1_000_000) == 6 else {
            throw TestFailure.system("write \(path)")
        }
    }
}
