import FileIO
import Hashing
import StoreModel
import StoreRepository
import SystemPackage

/// What is remembered of the files below the pushed paths.
struct SourceMemory {
    private(set) var cache: StatCache
    /// What stands in the store.
    private let kept: StatCache
    private let key: Digest
    private let repository: Repository

    /// Remembered under the paths as they were given: the same paths, the same files, most likely. If
    /// not, their identities differ.
    init(of paths: [String], in repository: Repository) {
        let names = paths.map { FilePath.absolute($0).string + "\0" }
        key = SHA256Hasher.digest(of: Array(names.joined().utf8))
        kept = StatCache.load(key, from: repository.storage)
        cache = kept
        self.repository = repository
    }

    /// With these files, which were looked at not before `time`, in place of what was remembered.
    func updated(
        with files: some Sequence<(SourceFile, Digest)>, lookedAt time: Timestamp
    ) -> SourceMemory {
        var copy = self
        copy.cache = StatCache()
        for (file, content) in files {
            copy.cache.remember(FileIdentity(file.status), as: content, at: time)
        }
        return copy
    }

    func save() {
        guard cache != kept else { return }
        cache.save(as: key, in: repository.storage)
    }
}
