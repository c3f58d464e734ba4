import Glibc
import SystemPackage

/// Waits until a name appears in a directory (inotify(7)). What another machine does to a file system
/// that both share is not told: so every wait ends after a given time, and whoever waits looks again.
/// Belongs to one thread.
package final class DirectoryWatch {
    private let descriptor: Descriptor

    /// From now on no name is missed: one that appears before the next `wait` ends it at once.
    package init(_ directory: Directory) throws(FileError) {
        let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        guard number >= 0 else {
            throw FileError(
                call: "inotify_init1", path: directory.path, errno: Errno(rawValue: errno))
        }
        descriptor = Descriptor(owning: number)
        let place = "/proc/self/fd/\(directory.descriptor.raw)"
        guard inotify_add_watch(number, place, UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)) >= 0 else {
            throw FileError(
                call: "inotify_add_watch", path: directory.path, errno: Errno(rawValue: errno))
        }
    }

    /// Returns when a name has appeared, and after `milliseconds` in any case.
    package func wait(milliseconds: Int32) throws(FileError) {
        let ready = try Waiting.readable([descriptor.raw], milliseconds: milliseconds)
        guard !ready.isEmpty else { return }
        // Which names they are does not matter, nor whether more have come since.
        _ = try descriptor.read(limit: 1 << 16)
    }
}
