import FileIO
import Hashing
package import StoreInterface
package import StoreModel
import SystemPackage

extension Repository {
    /// Makes an empty store at `path`; throws `exists` if there is one, or if the directory holds
    /// anything else. A creation that was cut short is completed.
    package static func create(at path: String) throws(StoreError) -> Repository {
        do throws(FileError) {
            let root = try DurableDirectory.makePath(path)
            let strangers = try root.entries().filter {
                !(ObjectLayout.directories + [".tmp"]).contains($0.name ?? "/")
            }
            if try root.status("format.json") != nil {
                throw FileError(call: "store", path: path, errno: .fileExists)
            }
            if !strangers.isEmpty {
                throw FileError(call: "store", path: path, errno: .directoryNotEmpty)
            }
            let places = DurableDirectory(root: root)
            for name in ObjectLayout.directories { _ = try places.directory(name) }
        } catch {
            throw refusal(error, path)
        }
        let root: Directory
        do throws(FileError) { root = try Directory(path: path) } catch {
            throw refusal(error, path)
        }
        let storage = DirectoryStorage(root: root)
        try writeFormat(to: storage)
        let repository = try Repository(storage: storage, path: path, directory: root)
        repository.refillReserve()
        return repository
    }

    /// Makes an empty store in `storage`.
    package static func create(
        in storage: any ObjectStorage,
        clock: @escaping @Sendable () -> Timestamp = Repository.systemTime
    ) throws(StoreError) -> Repository {
        try writeFormat(to: storage)
        return try Repository(storage: storage, path: "memory", clock: clock)
    }

    /// `format.json` is written last and makes the store; its twin before it.
    private static func writeFormat(to storage: any ObjectStorage) throws(StoreError) {
        let bytes = FormatDescription.current.json.canonicalBytes
        try storage.put(bytes, as: ObjectLayout.mirror(ObjectLayout.format))
        guard try storage.put(bytes, as: ObjectLayout.format) != .taken else {
            throw StoreError(.exists, "a store of another format stands there already")
        }
    }

    private static func refusal(_ error: FileError, _ path: String) -> StoreError {
        switch error.errno {
        case .fileExists where error.call == "store":
            StoreError(
                .exists, "there is a store at \(quoted(path)) already",
                fix: "store --store \(path) status")
        case .directoryNotEmpty:
            StoreError(
                .exists, "\(quoted(path)) is not empty and not a store",
                fix: "store init \(path)/store")
        default: StoreError(error, "cannot make a store at \(quoted(path))")
        }
    }
}
