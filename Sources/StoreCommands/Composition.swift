import StoreInterface
import StoreModel
import StoreMount
import StoreOperations
import StoreRepository
import StoreTree

/// The composition root: the only place that names the concrete types of the rings below.
enum Composition {
    /// Opens the store that the settings name; throws `noStore` if none is there.
    static func open(_ settings: Settings) throws(StoreError) -> Repository {
        do throws(StoreError) {
            return try Repository.open(at: settings.store.value)
        } catch {
            guard error.code == .noStore, settings.isEmbeddedDefault else { throw error }
            throw StoreError(
                .noStore, error.message, fix: "store push DIR, which makes it, or --store PATH",
                cause: error.cause)
        }
    }

    /// The same for `push`, which makes the embedded default if need be.
    static func openOrCreate(
        _ settings: Settings, _ commitment: Commitment
    ) throws(StoreError) -> Repository {
        do throws(StoreError) {
            return try open(settings)
        } catch {
            guard error.code == .noStore, settings.isEmbeddedDefault else { throw error }
            return switch commitment {
            case .register: try create(at: settings.store.value)
            case .dryRun: try empty()
            }
        }
    }

    /// Makes a store.
    static func create(at path: String) throws(StoreError) -> Repository {
        try Repository.create(at: path)
    }

    /// A store for the time being: what a dry run finds where there is none yet.
    private static func empty() throws(StoreError) -> Repository {
        try Repository.create(in: MemoryStorage())
    }

    /// The time by the system's clock.
    static var now: Timestamp { Repository.systemTime() }

    /// What a worker serves.
    static func servedTree(
        _ scope: MountScope, _ hydration: MountHydration, at path: String,
        report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> ServedTree {
        let repository = try Repository.open(at: path)
        let hydrator = try hydrator(hydration, scope, of: repository, report: report)
        var blobs: any BlobOpener = repository
        var hydrated: (@Sendable () -> UInt64)?
        var plain: (any PlainFiles)?
        if let hydrator {
            let around = HydratedBlobs(around: repository, by: hydrator)
            blobs = around
            plain = around
            hydrated = { hydrator.checked.bytes }
        }
        let tree = MountedTree(
            catalogue: repository, manifests: repository, blobs: blobs, scope: scope.tree)
        return ServedTree(
            tree: tree, catalogue: repository, model: scope.rootModel, storePath: path,
            hydrated: hydrated, plain: plain)
    }

    /// nil where no plain copies are used.
    private static func hydrator(
        _ hydration: MountHydration, _ scope: MountScope, of repository: Repository,
        report: @escaping @Sendable (String) -> Void
    ) throws(StoreError) -> Hydrator? {
        guard hydration.policy != .never,
            let hydrator = Hydrator(
                repository, policy: hydration.policy, budget: hydration.budget,
                model: scope.onlyModel, report: report)
        else { return nil }
        try hydrator.begin()
        return hydrator
    }

    /// Another store, by its path.
    static func open(at path: String) throws(StoreError) -> Repository {
        try Repository.open(at: path)
    }
}
