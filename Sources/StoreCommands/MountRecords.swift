import FileIO
import StoreModel
import StoreMount
import StoreOperations
import StoreRepository

/// The mounts of a store: the leases of their supervisors, and what the mounts say of themselves. No
/// other store's mounts are asked, and none is waited for long: one whose worker hangs would hang
/// whoever asks.
enum MountRecords {
    /// A mount that is well answers in less than a millisecond; this is for a machine under load.
    private static let patience: Int64 = 2000

    /// Takes the lease of a mount at `path`; nil where the store cannot be
    /// written, or is full.
    static func take(
        path: String, scope: MountScope, hydration: MountHydration, pid: Int32,
        in repository: Repository
    ) throws(StoreError) -> Lease? {
        // What dead supervisors left behind is litter; a store that cannot be written keeps it.
        try? repository.sweepLeases()
        do throws(StoreError) {
            return try Lease.take(
                MountLease.kind,
                MountLease.content(path: path, scope: scope, hydration: hydration, pid: pid),
                in: repository)
        } catch {
            // Reading needs no space: a mount on a full disk is served, and says so itself.
            guard error.code == .noSpace else { throw error }
            return nil
        }
    }

    /// Every mount of the store, dead ones too.
    static func status(of repository: Repository) throws(StoreError) -> [MountStatus] {
        guard repository.directory != nil else { return [] }
        let store = try AbsolutePath.of(repository.path)
        let asked = try MountLease.all(in: repository).map { lease in
            (lease, PendingAnswer { MountAnswer.of(lease.path) })
        }
        let deadline = Waiting.monotonicMilliseconds + patience
        return asked.compactMap { lease, answer in
            status(of: lease, answer.value(by: deadline), store)
        }
    }

    private static func status(
        of lease: MountLease, _ answer: MountAnswer?, _ store: String
    ) -> MountStatus? {
        var facts = MountFacts()
        let health: Health
        switch answer {
        case .says(let other, _, _) where other != store: return nil
        case .says(_, let said, let more):
            health = said
            facts = more
        case .denied: health = lease.isHeld ? .ok : .failed
        case .dead, nil: health = .failed
        }
        return MountStatus(
            path: lease.path, model: lease.model, pid: lease.pid, health: health,
            hydration: lease.hydration.policy, facts: facts)
    }

    /// Where the version's files stand in some mount that serves the store, by its lease alone; nil
    /// if nowhere. Never asks the mount.
    static func likelyPath(
        of version: VersionDocument, in repository: Repository
    ) -> String? {
        places(of: version, in: repository).first
    }

    /// The same where this user can open it now.
    static func path(of version: VersionDocument, in repository: Repository) -> String? {
        let asked = places(of: version, in: repository).map { path in
            // Whatever keeps it from being opened, another place or a mount of its own will do.
            (path, PendingAnswer { (try? Directory(path: path)) != nil })
        }
        let deadline = Waiting.monotonicMilliseconds + patience
        return asked.first { $1.value(by: deadline) == true }?.0
    }

    private static func places(of version: VersionDocument, in repository: Repository) -> [String] {
        // Leases that cannot be read are no reason to refuse a version that can be.
        let leases = (try? MountLease.all(in: repository)) ?? []
        return leases.filter(\.isHeld).compactMap { $0.place(of: version) }
    }

    /// What a live mount of the model wants done before it is promoted; by leases alone, because a
    /// promotion waits for nobody. Of several mounts, the smallest budget holds.
    static func hydration(
        of model: ModelName, in repository: Repository,
        report: @escaping @Sendable (String) -> Void
    ) -> TargetHydration? {
        copyBudget(of: model, in: repository) { $0 == .promote }
            .map { TargetHydration($0, report: report) }
    }

    /// The smallest budget of the live mounts of the model that have a policy which `counts`; nil if
    /// there is none.
    static func copyBudget(
        of model: ModelName, in repository: Repository,
        counts: (HydrationPolicy) -> Bool = { $0 != .never }
    ) -> CopyBudget? {
        // Mounts whose leases cannot be read want nothing.
        let leases = (try? MountLease.all(in: repository)) ?? []
        let wanting = leases.filter {
            $0.isHeld && counts($0.hydration.policy) && $0.shows(model)
        }
        guard !wanting.isEmpty else { return nil }
        return CopyBudget(bytes: wanting.compactMap(\.hydration.budget.bytes).min())
    }

    /// What is wrong with the store's mounts, for `store doctor`.
    static func findings(_ repository: Repository) throws(StoreError) -> [Finding] {
        let mounts = try status(of: repository)
        let failed = mounts.filter { $0.health == .failed }.map {
            Finding(
                "mounts", .error, "the mount at \($0.path) does not answer",
                fix: "store umount --lazy \($0.path)")
        }
        return failed.isEmpty ? [Finding("mounts", .ok, "\(mounts.count), all answer")] : failed
    }
}
