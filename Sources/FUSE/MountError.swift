package import FileIO

/// Why something could not be mounted or unmounted.
package enum MountError: Error, Sendable {
    /// There is no /dev/fuse: the kernel module is missing, or the container does not show it.
    case noDevice
    /// This user may not open /dev/fuse, which fusermount3 opens as the user who runs it.
    case deviceDenied
    /// There is no fusermount3, which mounts for those who are not root.
    case noHelper
    /// A store is mounted there already, and served.
    case occupied(String)
    /// Files are open there.
    case busy(String)
    /// Nothing of ours is mounted there.
    case notMounted(String)
    /// What fusermount3 said.
    case refused(String)
    case call(FileError)
}
