import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport

/// A store in a directory, because what gc does is done to files, and the source of its pushes.
struct GarbageStore {
    let path: String
    let source: String
    let repository: Repository

    static func with(_ body: (GarbageStore) throws -> Void) throws {
        try withTemporaryDirectory { (path: String) throws in try body(GarbageStore(path)) }
    }

    private init(_ place: String) throws {
        path = place + "/store"
        source = place + "/source"
        repository = try Repository.create(at: path)
    }

    /// The same store as another process would see it, by a clock that may be ahead.
    func reopened(milliseconds ahead: Int64 = 0) throws -> Repository {
        let root = try Directory(path: path)
        return try Repository(
            storage: DirectoryStorage(root: root), path: path, directory: root,
            clock: { Repository.systemTime().advanced(by: ahead) })
    }

    /// Makes these the files of the source.
    func write(_ files: [String: [UInt8]]) throws {
        TreeRemoval.remove(source)
        _ = try DurableDirectory.makePath(source)
        for (name, bytes) in files {
            let file = try DurableFile(in: Directory(path: source))
            let result = bytes.withUnsafeBytes { buffer in
                Result { () throws(FileError) in try file.append(buffer) }
            }
            try result.get()
            _ = try file.publish(in: Directory(path: source), as: name)
        }
    }

    @discardableResult
    func push(
        _ version: String, model: String = "qb", _ files: [String: [UInt8]],
        progress: any ProgressObserver = NoProgress(), by other: Repository? = nil
    ) throws -> PushResult {
        try write(files)
        var request = PushRequest(
            paths: [source], model: try ModelName(model), actor: "test@here")
        request.version = try VersionID(version)
        return try Push(
            repository: other ?? reopened(), request: request, progress: progress
        ).run()
    }

    func remove(_ version: String, model: String = "qb") throws {
        let id = try VersionID(version)
        _ = try repository.commit(to: ModelName(model), actor: "test@here") {
            (_: ModelState?) throws(StoreError) -> TransitionDraft? in
            TransitionDraft(action: .remove, reason: "test", moves: [:], removes: [id])
        }
    }

    @discardableResult
    func collect(
        keepLast: Int? = nil, _ commitment: Commitment = .register,
        milliseconds ahead: Int64 = 0
    ) throws -> GarbageReport {
        var collection = CollectGarbage(
            RetentionRules(keepLast: keepLast), model: nil, actor: "test@here")
        collection.commitment = commitment
        let store = try reopened(milliseconds: ahead)
        return try collection.run(in: store, removing: collection.removable(in: store))
    }

    /// The files of a version, read by a process that knows nothing yet.
    func content(_ version: String, model: String = "qb") throws -> [String: [UInt8]] {
        let store = try reopened()
        let state = try store.state(of: ModelName(model))
        guard let entry = state.version(try VersionID(version)) else {
            throw StoreError(.notFound, version)
        }
        var files: [String: [UInt8]] = [:]
        for file in try store.manifest(entry.manifest).files {
            let reader = try store.openBlob(file.sha256, size: file.size)
            var bytes = [UInt8](repeating: 0, count: Int(file.size))
            _ = try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
            files[file.path] = bytes
        }
        return files
    }

    func problems() throws -> [VerifyReport.Problem] {
        let request = VerifyRequest(scope: .everything, strictness: .strict, repair: .none)
        return try Verify(repository: reopened(), request: request, progress: NoProgress())
            .run().problems
    }

    /// Every file below a place of the store, by its path.
    func files(_ place: String = "") throws -> [String] {
        let storage = repository.storage
        var found: [String] = []
        for item in try storage.list(place) {
            let path = place.isEmpty ? item.name : place + "/" + item.name
            if item.isPrefix { found += try files(path) } else { found.append(path) }
        }
        return found.sorted()
    }

    func bytes() throws -> UInt64 {
        try files().reduce(0) {
            $0 + (try repository.storage.information(ObjectKey($1))?.size ?? 0)
        }
    }
}
