import FUSE
import FileIO
import StoreModel
import StoreMount
import StoreOperations
import StoreRepository
import SystemPackage

/// The mounts of a store: what the mounts say of themselves, and the leases of their supervisors.
enum MountRecords {
    /// The kind of lease that a supervisor holds.
    static let kind = "mount"

    /// Takes the lease of a mount at `path`; nil where the store cannot be
    /// written, or is full.
    static func take(
        path: String, model: ModelName?, pid: Int32, in repository: Repository
    ) throws(StoreError) -> Lease? {
        // What dead supervisors left behind is litter; a store that cannot be written keeps it.
        try? repository.sweepLeases()
        do throws(StoreError) {
            return try Lease.take(
                kind,
                .object([
                    "kind": .string(kind), "path": .string(path), "pid": .integer(Int64(pid)),
                    "model": model.map { .string($0.text) } ?? .null,
                ]), in: repository)
        } catch {
            // Reading needs no space: a mount on a full disk is served, and says so itself.
            guard error.code == .noSpace else { throw error }
            return nil
        }
    }

    /// Every mount of the store, dead ones too.
    static func status(of repository: Repository) throws(StoreError) -> [MountStatus] {
        let leases = try repository.leases().filter { $0.kind == kind }
        var mounts: [MountStatus] = []
        for mount in try served(by: repository) {
            let lease = leases.first { $0.isHeld && $0.content["path"]?.string == mount.path }
            mounts.append(
                MountStatus(
                    path: mount.path, model: try mount.model.map(name),
                    pid: lease.flatMap(pid) ?? mount.process, generation: mount.generation,
                    health: Health(rawValue: mount.health) ?? .degraded))
        }
        let table = try mountTable()
        for lease in leases {
            guard let path = lease.content["path"]?.string, let pid = pid(lease),
                !mounts.contains(where: { $0.path == path }),
                table.topmost(at: path)?.isStore == true
            else { continue }
            let model = try lease.content["model"]?.string.map(name)
            mounts.append(
                MountStatus(path: path, model: model, pid: pid, generation: nil, health: .failed))
        }
        return mounts
    }

    /// Where the version's files stand in some mount that serves the store; nil if nowhere.
    static func path(
        of version: VersionDocument, in repository: Repository
    ) throws(StoreError) -> String? {
        for mount in try served(by: repository) {
            let model = version.model.text
            let home = mount.model == model ? mount.path : "\(mount.path)/models/\(model)"
            let path = "\(home)/versions/\(version.entry.id)"
            // Another model's mount, or one that this user may not enter: the next one may do.
            if (try? Directory(path: path)) != nil { return path }
        }
        return nil
    }

    /// Mounts of any store that nobody serves, for `store doctor`.
    static func findings() throws(StoreError) -> [Finding] {
        let served = Set(try MountedStores.all().map(\.path))
        let all = try mountTable().stores.map(\.mountPoint)
        let dead = Set(all).subtracting(served).filter(isDead).sorted().map {
            Finding(
                "mounts", .error, "nobody serves the mount at \($0)", fix: "store umount \($0)")
        }
        return dead.isEmpty ? [Finding("mounts", .ok, "\(all.count) served, none dead")] : dead
    }

    /// Nobody answers there. A mount that this user may not enter answers just that.
    private static func isDead(_ path: String) -> Bool {
        do throws(FileError) {
            _ = try Directory(path: path)
            return false
        } catch {
            return error.errno == .socketNotConnected
        }
    }

    private static func served(by repository: Repository) throws(StoreError) -> [MountedStore] {
        guard repository.directory != nil else { return [] }
        let store = try AbsolutePath.of(repository.path)
        return try MountedStores.all().filter { $0.storePath == store }
    }

    private static func mountTable() throws(StoreError) -> MountTable {
        do throws(MountError) {
            return try MountTable.read()
        } catch {
            throw StoreError(error, "cannot read /proc/self/mountinfo")
        }
    }

    private static func name(_ text: String) throws(StoreError) -> ModelName {
        try ModelName(text)
    }

    private static func pid(_ lease: LeaseRecord) -> Int32? {
        lease.content["pid"]?.integer.flatMap { Int32(exactly: $0) }
    }
}
