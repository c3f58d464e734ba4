package import FileIO
import Glibc
import Hashing
import Sabotage
package import StoreInterface
package import StoreModel
import SystemPackage

/// An open store.
package final class Repository: Sendable {
    package let storage: any ObjectStorage
    /// Where the store stands, for messages; "memory" in tests.
    package let path: String
    package let access: FormatDescription.Access
    /// Whether every build that opens the store knows deltas.
    package let storesDeltas: Bool
    package let packs: PackCatalogue
    package let journal: Journal
    package let chunks: ChunkSource
    package let proofs: RecipeProofs
    /// The directory, where the store is one.
    package let directory: Directory?
    let cache: ChunkCache
    private let clock: @Sendable () -> Timestamp

    /// Opens the store that `storage` holds; throws `noStore` or `unknownFormat`.
    package init(
        storage: any ObjectStorage, path: String, directory: Directory? = nil,
        clock: @escaping @Sendable () -> Timestamp = Repository.systemTime
    ) throws(StoreError) {
        let format = try Repository.format(of: storage, path: path)
        access = try format.access()
        storesDeltas = format.has(.deltas)
        self.storage = storage
        self.path = path
        self.directory = directory
        self.clock = clock
        packs = PackCatalogue(storage: storage)
        journal = Journal(storage: storage)
        // Four streams of 1 MiB requests, each with a few chunks in hand.
        cache = ChunkCache(limit: 32 << 20)
        chunks = ChunkSource(packs: packs, cache: cache)
        proofs = RecipeProofs(storage: storage)
    }

    /// The time by the system's clock.
    package static let systemTime: @Sendable () -> Timestamp = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(
            milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
    }

    /// The time by this repository's clock.
    package var now: Timestamp { clock() }

    /// Opens the store at `path`.
    package static func open(at path: String) throws(StoreError) -> Repository {
        let root: Directory
        do throws(FileError) {
            root = try Directory(path: path)
        } catch {
            guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else {
                throw StoreError(error, "cannot open the store at \(quoted(path))")
            }
            throw noStore(path)
        }
        let storage = DirectoryStorage(root: root)
        return try Repository(storage: storage, path: path, directory: root)
    }

    private static func noStore(_ path: String) -> StoreError {
        StoreError(.noStore, "there is no store at \(quoted(path))", fix: "store init \(path)")
    }

    /// The store's format by whichever copy of `format.json` allows this build anything. A change of
    /// format writes the second copy first, so a first copy that alone says something unknown is
    /// damaged.
    static func format(
        of storage: any ObjectStorage, path: String
    ) throws(StoreError) -> FormatDescription {
        do throws(StoreError) {
            return try format(ObjectLayout.format, in: storage)
        } catch {
            let twin = ObjectLayout.mirror(ObjectLayout.format)
            guard try storage.information(twin) != nil else {
                throw error.code == .notFound ? noStore(path) : error
            }
            do throws(StoreError) { return try format(twin, in: storage) } catch let other {
                // A twin that is no better says nothing; one that cannot be read may be sound.
                let isRead = other.code == .unknownFormat || other.code == .integrity
                throw isRead ? error : other
            }
        }
    }

    /// One copy; throws if it allows nothing.
    private static func format(
        _ key: ObjectKey, in storage: any ObjectStorage
    ) throws(StoreError) -> FormatDescription {
        let format = try FormatDescription(parsing: storage.readAll(key, limit: 1 << 16))
        _ = try format.access()
        return format
    }

    /// Throws if this build may only read the store.
    package func requireWritable() throws(StoreError) {
        if case .readOnly(let feature) = access {
            throw StoreError(
                .unknownFormat,
                "the store at \(path) uses the feature \(quoted(feature)), which this build can "
                    + "only read", fix: "use a newer build of store")
        }
    }

    /// Puts a root object that is named by its digest, and its second copy. Equal bytes already there
    /// are fine; others are damaged, and these are what they should be.
    package func putRoot(
        _ bytes: [UInt8], as key: ObjectKey, asOf time: Timestamp? = nil
    ) throws(StoreError) {
        for place in Sabotage.skipsSecondRoot ? [key] : [key, ObjectLayout.mirror(key)] {
            if try storage.put(bytes, as: place, asOf: time) == .taken {
                try storage.replace(place, with: bytes)
            }
        }
    }
}
