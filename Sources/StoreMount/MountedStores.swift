package import FUSE
import FileIO
package import StoreModel
import SystemPackage

/// The mounts of stores on this host, as another process handles them.
package enum MountedStores {
    /// Unmounts what stands at `path`.
    package static func unmount(_ path: String, _ mode: UnmountMode) throws(StoreError) {
        do throws(MountError) {
            try Unmount.unmount(try MountPoint(resolving: path).path, mode)
        } catch {
            // Where there is nothing, nothing is mounted.
            if case .call(let error) = error, error.errno == .noSuchFileOrDirectory {
                throw StoreError(MountError.notMounted(path), "")
            }
            throw StoreError(error, "cannot unmount \(path)")
        }
    }
}
