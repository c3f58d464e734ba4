import CFUSE
import FileIO
import Glibc
import SystemPackage

/// Taking mounts of ours away.
package enum Unmount {
    /// Unmounts what stands topmost at `path`, a mount point as `MountPoint` gives it. Root uses
    /// umount2(2), others fusermount3.
    package static func unmount(_ path: String, _ mode: UnmountMode) throws(MountError) {
        guard try MountTable.read().topmost(at: path)?.isStore == true else {
            throw .notMounted(path)
        }
        guard geteuid() == 0 else { return try UserMount.unmount(path, mode) }
        let result =
            switch mode {
            case .whenIdle: cfuse_unmount(path)
            case .lazily: cfuse_detach(path)
            }
        guard result != 0 else { return }
        switch Errno(rawValue: errno) {
        case .resourceBusy: throw .busy(path)
        case .notPermitted where UserMount.isInstalled: try UserMount.unmount(path, mode)
        case let code: throw .call(FileError(call: "umount2", path: path, errno: code))
        }
    }
}
