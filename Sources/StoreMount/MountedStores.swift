package import FUSE
import FileIO
package import StoreModel

/// The mounts of stores on this host, as another process handles them.
package enum MountedStores {
    /// Unmounts what stands at `path`.
    package static func unmount(_ path: String, _ mode: UnmountMode) throws(StoreError) {
        do throws(MountError) {
            try Unmount.unmount(try MountPoint(resolving: path).path, mode)
        } catch {
            throw StoreError(error, "cannot unmount \(path)")
        }
    }
}
