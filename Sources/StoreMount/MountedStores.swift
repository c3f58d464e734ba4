package import FUSE
import FileIO
package import StoreModel

/// The mounts of stores on this host, as another process sees them. Never use this in a supervisor
/// or worker: it asks the mounts themselves.
package enum MountedStores {
    /// Every mount that is served, in the order in which they were made.
    package static func all() throws(StoreError) -> [MountedStore] {
        let table: MountTable
        do throws(MountError) {
            table = try MountTable.read()
        } catch {
            throw StoreError(error, "cannot read /proc/self/mountinfo")
        }
        return table.stores.compactMap { MountedStore(at: $0.mountPoint) }
    }

    /// Unmounts what stands at `path`.
    package static func unmount(_ path: String, _ mode: UnmountMode) throws(StoreError) {
        do throws(MountError) {
            try Unmount.unmount(try MountPoint(resolving: path).path, mode)
        } catch {
            throw StoreError(error, "cannot unmount \(path)")
        }
    }
}
