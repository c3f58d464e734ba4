import CFUSE
package import FileIO
import Glibc
import SystemPackage

/// A directory to mount on, by the name that the mount table uses.
package struct MountPoint: Sendable {
    /// Absolute, without symbolic links.
    package let path: String

    /// Resolves `path`, which may be the mount point of a daemon that is dead: then only its parent
    /// is walked. Never call this from a process that serves the mount.
    package init(resolving path: String) throws(MountError) {
        if let resolved = MountPoint.realPath(path) {
            self.path = resolved
            return
        }
        let code = Errno(rawValue: errno)
        let trimmed = MountPoint.withoutTrailingSlashes(path)
        guard code == .socketNotConnected else {
            throw .call(FileError(call: "realpath", path: path, errno: code))
        }
        let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = slash.map { String(trimmed[...$0]) } ?? "."
        let name = slash.map { String(trimmed[trimmed.utf8.index(after: $0)...]) } ?? trimmed
        guard let resolved = MountPoint.realPath(parent) else {
            throw .call(
                FileError(call: "realpath", path: parent, errno: Errno(rawValue: errno)))
        }
        self.path = resolved == "/" ? "/" + name : resolved + "/" + name
    }

    /// Detaches dead mounts of stores from this directory, however many stand on top of each other,
    /// and throws `occupied` if a living one is there.
    package func clear() throws(MountError) {
        while try MountTable.read().topmost(at: path)?.isStore == true {
            guard isDead else { throw .occupied(path) }
            try Unmount.unmount(path, .lazily)
        }
    }

    /// Clears the place, and keeps other mounts of stores off it as long as the result lives. Throws
    /// `occupied` if a living one is there, or just begins.
    package func claim() throws(MountError) -> Directory {
        while true {
            try clear()
            let directory = try open()
            // Where the file system knows no locks, mounting must do without.
            guard (try? directory.tryLock(.exclusive)) != false else { throw .occupied(path) }
            // A mount that was made meanwhile was locked, and not the place below it.
            if try MountTable.read().topmost(at: path)?.isStore != true { return directory }
        }
    }

    private func open() throws(MountError) -> Directory {
        do throws(FileError) { return try Directory(path: path) } catch { throw .call(error) }
    }

    /// Whether nobody serves the mount here. statvfs(3) always asks the daemon; stat(2) may be
    /// answered from the kernel's cache long after its death.
    private var isDead: Bool {
        var status = statvfs()
        return statvfs(path, &status) != 0 && errno == ENOTCONN
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var text = path[...]
        while text.count > 1, text.last == "/" { text.removeLast() }
        return String(text)
    }
}
