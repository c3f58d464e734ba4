import Glibc
import SystemPackage

/// A `flock(2)` on a directory, held until the last reference goes: a lock that needs no lock file,
/// so nothing outlives the process that held it.
package final class DirectoryLock: Sendable {
    private let descriptor: Descriptor

    private init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Locks the directory at `relative` in `root`; nil if others hold it for longer than that.
    package static func take(
        _ relative: String, in root: Directory, _ mode: FileLockMode,
        withinMilliseconds patience: Int64
    ) throws(FileError) -> DirectoryLock? {
        // A descriptor of its own: the lock belongs to the open file, not to the process.
        let descriptor = try Descriptor.openBeneath(
            root.descriptor, relative, flags: O_RDONLY | O_DIRECTORY, place: root.path)
        let deadline = Waiting.monotonicMilliseconds + patience
        let path = root.path + "/" + relative
        // Asking again instead of blocking: a holder that is stopped must not stop everybody.
        while try !mode.tryTake(descriptor.raw, path: path) {
            guard Waiting.monotonicMilliseconds < deadline else { return nil }
            usleep(1000)
        }
        return DirectoryLock(descriptor)
    }
}
