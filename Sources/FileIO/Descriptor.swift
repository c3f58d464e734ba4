import CLinux
import Glibc
import Sabotage

/// An owned file descriptor. It cannot be copied, so it is closed exactly once: by `close()`, which
/// reports failure, or when its owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by; valid as long as this value lives.
    package let raw: Int32

    package init(owning raw: Int32) { self.raw = raw }

    deinit { _ = Glibc.close(raw) }

    /// Closes; throws what `close(2)` says. The descriptor is gone either way (Linux).
    package consuming func close() throws(FileError) {
        let number = raw
        discard self
        _ = try Seam.call(.close, "fd \(number)") { Int(Glibc.close(number)) }
    }

    /// Opens `path` as the process sees it, following symbolic links.
    static func open(_ path: String, flags: Int32) throws(FileError) -> Descriptor {
        let number = try Seam.call(.open, path) {
            Int(linux_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0))
        }
        return Descriptor(owning: Int32(number))
    }

    /// Opens `path` beneath `directory` without ever following a symbolic link.
    static func openBeneath(
        _ directory: borrowing Descriptor, _ path: String, flags: Int32, place: String
    ) throws(FileError) -> Descriptor {
        let start = directory.raw
        let number = try Seam.call(.open, place + "/" + path) {
            Sabotage.followsLinks
                ? Int(linux_openat(start, path, flags & ~O_NOFOLLOW | O_CLOEXEC, 0))
                : Int(linux_openat_beneath(start, path, flags | O_CLOEXEC, 0))
        }
        return Descriptor(owning: Int32(number))
    }

    func status(path: String) throws(FileError) -> FileStatus {
        var buffer = stat()
        let number = raw
        _ = try Seam.call(.stat, path) { Int(fstat(number, &buffer)) }
        return FileStatus(buffer)
    }

    func sync(path: String) throws(FileError) {
        let number = raw
        _ = try Seam.call(.fsync, path) { Int(fsync(number)) }
    }

    /// Adds all of `bytes` to a file, as numbered calls. Short writes go on.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        let number = raw
        var done = 0
        while done < bytes.count {
            let count = Seam.transferLimit(bytes.count - done)
            done += try Seam.call(.write, "fd \(number)") {
                Glibc.write(number, bytes.baseAddress?.advanced(by: done), count)
            }
        }
    }
}
