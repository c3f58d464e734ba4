import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import SystemPackage
import TestSupport

/// A source directory and a store in memory, for pushes.
struct PushFixture {
    let source: String
    let storage: MemoryStorage
    let repository: Repository
    private let clock: @Sendable () -> Timestamp

    static func with(
        clock: @escaping @Sendable () -> Timestamp = Repository.systemTime,
        _ body: (PushFixture) throws -> Void
    ) throws {
        try withTemporaryDirectory { (path: String) throws in
            let storage = MemoryStorage()
            _ = try Repository.create(in: storage)
            _ = try DurableDirectory.makePath(path + "/model")
            try body(PushFixture(path + "/model", storage, clock))
        }
    }

    private init(
        _ source: String, _ storage: MemoryStorage, _ clock: @escaping @Sendable () -> Timestamp
    ) throws {
        self.source = source
        self.storage = storage
        self.clock = clock
        repository = try Repository(storage: storage, path: "memory", clock: clock)
    }

    /// The same as another process sees it.
    func reopened() throws -> PushFixture { try PushFixture(source, storage, clock) }

    func write(_ path: String, _ bytes: [UInt8], permissions: mode_t = 0o644) throws {
        let full = source + "/" + path
        if let slash = path.lastIndex(of: "/") {
            _ = try DurableDirectory.makePath(source + "/" + path[..<slash])
        }
        guard let file = fopen(full, "w") else {
            throw FileError(call: "fopen", path: full, errno: .init(rawValue: errno))
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        chmod(full, permissions)
    }

    func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

    func request(_ version: String? = nil) throws -> PushRequest {
        var request = PushRequest(
            paths: [source], model: ModelName.fallback, actor: "test@here")
        request.version = try version.map { text throws(StoreError) in try VersionID(text) }
        return request
    }

    @discardableResult
    func push(_ request: PushRequest) throws -> PushResult {
        try Push(repository: repository, request: request, progress: NoProgress()).run()
    }

    @discardableResult
    func push(_ version: String? = nil) throws -> PushResult { try push(request(version)) }

    func manifest(_ version: String) throws -> Manifest {
        let state = try repository.state(of: ModelName.fallback)
        guard let entry = state.version(try VersionID(version)) else {
            throw StoreError(.notFound, version)
        }
        return try repository.manifest(entry.manifest)
    }

    func content(_ path: String, of version: String) throws -> [UInt8] {
        guard let file = try manifest(version).files.first(where: { $0.path == path }) else {
            throw StoreError(.notFound, path)
        }
        let reader = try repository.openBlob(file.sha256, size: file.size)
        var bytes = [UInt8](repeating: 0, count: Int(file.size))
        _ = try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
        return bytes
    }

    /// The error of a push that must fail, after which nothing must be registered.
    func refusal(_ request: PushRequest) -> StoreError? {
        do {
            try push(request)
            return nil
        } catch {
            return error as? StoreError
        }
    }

    func refusal() throws -> StoreError? { refusal(try request("v1")) }
}
