import FUSE
import StoreModel
import StoreMount
import StoreOperations
import StoreRepository
import StoreTree

/// The lease of a mount, as its supervisor wrote it.
struct MountLease {
    /// The kind of lease that a supervisor holds.
    static let kind = "mount"

    let path: String
    let pid: Int32
    /// The model whose five places stand at the root.
    let model: ModelName?
    /// That model's places are all that the mount shows.
    private let showsOneModel: Bool
    let hydration: MountHydration
    let isHeld: Bool

    /// nil for another kind of lease, or one that makes no sense.
    init?(_ lease: LeaseRecord) {
        guard lease.kind == MountLease.kind, let path = lease.content["path"]?.string,
            let pid = lease.content["pid"]?.integer.flatMap({ Int32(exactly: $0) })
        else { return nil }
        self.path = path
        self.pid = pid
        // A name that is none makes no mount of that model.
        model = lease.content["model"]?.string.flatMap { try? ModelName($0) }
        showsOneModel = lease.content["scope"] == "model"
        hydration = MountHydration(lease: lease.content)
        isHeld = lease.isHeld
    }

    static func content(
        path: String, scope: MountScope, hydration: MountHydration, pid: Int32
    ) -> JSON {
        let name: JSON =
            switch scope.tree {
            case .store: "store"
            case .model: "model"
            }
        var members = hydration.leaseMembers
        members["kind"] = .string(kind)
        members["path"] = .string(path)
        members["pid"] = .integer(Int64(pid))
        members["model"] = scope.rootModel.map { .string($0.text) } ?? .null
        members["scope"] = name
        return .object(members)
    }

    /// The leases of all mounts of the store that the mount table still shows. Of several of one place
    /// the newest that is held wins: the supervisor of the mount before may not have ended yet, for
    /// as long as another mount namespace has a copy of it.
    static func all(in repository: Repository) throws(StoreError) -> [MountLease] {
        let table: MountTable
        do throws(MountError) {
            table = try MountTable.read()
        } catch {
            throw StoreError(error, "cannot read /proc/self/mountinfo")
        }
        var paths: Set<String> = []
        let leases = try repository.leases().sorted { $0.taken > $1.taken }
            .compactMap(MountLease.init)
        return (leases.filter(\.isHeld) + leases.filter { !$0.isHeld }).filter {
            table.topmost(at: $0.path)?.isStore == true && paths.insert($0.path).inserted
        }
    }

    func shows(_ name: ModelName) -> Bool { model == name || !showsOneModel }

    /// Where the mount shows the version; nil if it does not show its model.
    func place(of version: VersionDocument) -> String? {
        let name = version.model
        guard shows(name) else { return nil }
        let home = model == name ? path : "\(path)/models/\(name)"
        return "\(home)/versions/\(version.entry.id)"
    }
}
