import CFUSE
package import FileIO
import Glibc
import SystemPackage

/// Making a mount: a descriptor of /dev/fuse on which requests arrive. The file system type is
/// `fuse.store`, the source `store`, and the mount is read-only, so that the kernel itself answers
/// every writing call with EROFS.
package enum KernelMount {
    static let type = "fuse.store"
    private static let device = "/dev/fuse"

    /// Mounts at `path`, an existing directory. Root uses mount(2); who may not, fusermount3.
    package static func mount(
        at path: String, for audience: MountAudience
    ) throws(MountError) -> Descriptor {
        guard access(device, F_OK) == 0 else { throw .noDevice }
        guard access(device, R_OK | W_OK) == 0 else { throw .deviceDenied }
        guard geteuid() == 0 else { return try UserMount.mount(at: path, for: audience) }
        do throws(MountError) {
            return try mountDirectly(at: path, for: audience)
        } catch .call(let error) where error.errno == .notPermitted && UserMount.isInstalled {
            // Root without CAP_SYS_ADMIN, as in most containers.
            return try UserMount.mount(at: path, for: audience)
        }
    }

    private static func mountDirectly(
        at path: String, for audience: MountAudience
    ) throws(MountError) -> Descriptor {
        let descriptor: Descriptor
        do throws(FileError) {
            descriptor = try Descriptor.openKernelFile(device, flags: O_RDWR)
        } catch {
            if error.errno == .operationNotSupportedByDevice
                || error.errno == .noSuchAddressOrDevice
            {
                throw .noDevice
            }
            throw .call(error)
        }
        let options =
            "fd=\(descriptor.raw),rootmode=40000,user_id=0,group_id=\(getegid()),"
            + sharedOptions(audience)
        guard cfuse_mount(path, type, options) == 0 else {
            throw .call(FileError(call: "mount", path: path, errno: Errno(rawValue: errno)))
        }
        return descriptor
    }

    /// Options that mount(2) and fusermount3 both take.
    static func sharedOptions(_ audience: MountAudience) -> String {
        let options = "default_permissions,max_read=\(Session.maximumRead)"
        return switch audience {
        case .owner: options
        case .everyone: options + ",allow_other"
        }
    }

    /// Reads the mount's first request, which the kernel queues as part of mounting.
    package static func readInitialisation(
        from device: borrowing Descriptor
    ) throws(MountError) -> InitRequest {
        let bytes: [UInt8]
        do throws(FileError) {
            let ready = try Waiting.readable([device.raw], milliseconds: 10_000)
            guard !ready.isEmpty else {
                throw FileError(call: "read", path: KernelMount.device, errno: .timedOut)
            }
            // The kernel refuses to read into less than 8 KiB (FUSE_MIN_READ_BUFFER).
            bytes = try device.read(limit: 1 << 16)
        } catch {
            throw .call(error)
        }
        guard let request = InitRequest(bytes) else {
            throw .call(FileError(call: "read", path: KernelMount.device, errno: .protocolError))
        }
        return request
    }
}
