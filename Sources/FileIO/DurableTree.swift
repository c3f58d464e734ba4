import CLinux
import Glibc
import SystemPackage

/// A directory tree for a user, filled beside its destination and renamed into place whole: the
/// destination is absent or complete, whatever happens. Files are the user's, so they are writable.
///
/// Until then it is `.NAME.partial-N`, which its process holds locked (`flock(2)`): one that is not
/// locked belongs to a process that was killed, and the next tree of that name removes it.
package final class DurableTree {
    private let parent: Directory
    private let temporaryName: String
    private let name: String
    private let root: Directory
    private var isPending = true

    /// Prepares for `path`, which must not exist or be an empty directory; throws `EEXIST` if it is
    /// anything else.
    package init(at path: String) throws(FileError) {
        let destination = FilePath(path).lexicallyNormalized()
        guard let last = destination.lastComponent else {
            throw FileError(call: "mkdir", path: path, errno: .fileExists)
        }
        let above = destination.removingLastComponent()
        parent = try DurableDirectory.makePath(above.isEmpty ? "." : above.string)
        name = last.string
        guard try DurableTree.isFree(name, in: parent) else {
            throw FileError(call: "mkdir", path: path, errno: .fileExists)
        }
        // At most 255 bytes together.
        let prefix = "." + String(decoding: name.utf8.prefix(200), as: UTF8.self) + ".partial-"
        DurableTree.sweep(prefix, in: parent)
        (temporaryName, root) = try DurableTree.makeLocked(prefix, in: parent)
    }

    deinit { abandon() }

    /// Where it is being filled.
    package var path: String { root.path }

    /// Makes the directory at `relative`; its parent exists already.
    package func makeDirectory(_ relative: String) throws(FileError) {
        let (holder, last) = try root.parent(of: relative)
        try DurableTree.make(last, in: holder)
    }

    /// Makes the file at `relative` and hands it to `fill` for writing.
    package func makeFile(
        _ relative: String, permissions: UInt32,
        _ fill: (_ append: (UnsafeRawBufferPointer) throws(FileError) -> Void) -> Void
    ) throws(FileError) {
        let (holder, last) = try root.parent(of: relative)
        let number = try Seam.call(.open, root.path + "/" + relative) {
            Int(
                linux_openat(
                    holder.descriptor.raw, last, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                    permissions))
        }
        let file = Descriptor(owning: Int32(number))
        fill { (bytes: UnsafeRawBufferPointer) throws(FileError) in try file.append(bytes) }
        try file.sync(path: root.path + "/" + relative)
        try file.close()
    }

    /// Whether a file beneath `directory` may get a further name in this tree.
    package func sharesFileSystem(with directory: Directory) throws(FileError) -> Bool {
        try root.status().device == directory.status().device
    }

    /// Gives the file `source` the further name `relative`. Throws `EXDEV`, `EPERM`, `EOPNOTSUPP` or
    /// `EMLINK` where that cannot be.
    package func linkFile(
        _ source: String, beneath directory: Directory, as relative: String
    ) throws(FileError) {
        let (holder, last) = try root.parent(of: relative)
        _ = try Seam.call(.link, "\(directory.path)/\(source) -> \(root.path)/\(relative)") {
            Int(linkat(directory.descriptor.raw, source, holder.descriptor.raw, last, 0))
        }
    }

    /// Renames the tree into place and makes that durable.
    package func publish() throws(FileError) {
        try syncDirectories(root)
        // rename(2) puts a directory in the place of an empty one, and of nothing else.
        _ = try Seam.call(.rename, "\(parent.path)/\(temporaryName) -> \(parent.path)/\(name)") {
            let raw = parent.descriptor.raw
            return Int(renameat(raw, temporaryName, raw, name))
        }
        isPending = false
        try parent.sync()
    }

    /// Removes what was made; does nothing after publishing. Failures leave litter behind a dot, and
    /// nothing else.
    package func abandon() {
        guard isPending else { return }
        isPending = false
        // The tree is ours and nameless to anybody else; what cannot be removed is harmless.
        try? parent.removeTree(temporaryName)
    }

    /// Nothing stands there, or an empty directory.
    private static func isFree(_ name: String, in parent: Directory) throws(FileError) -> Bool {
        guard let status = try parent.status(name) else { return true }
        guard status.kind == .directory else { return false }
        return try parent.openDirectory(name).entries().isEmpty
    }

    /// Makes a directory with a fresh name that begins with `prefix`, and locks it.
    private static func makeLocked(
        _ prefix: String, in parent: Directory
    ) throws(FileError) -> (String, Directory) {
        while true {
            let name = prefix + String(UInt32.random(in: 0...UInt32.max))
            try make(name, in: parent)
            do throws(FileError) {
                let directory = try parent.openDirectory(name)
                if lock(directory) != .held, try parent.status(name) != nil {
                    return (name, directory)
                }
            } catch {
                guard error.errno == .noSuchFileOrDirectory else { throw error }
            }
            // Somebody swept it away before it was locked, so another one is made.
        }
    }

    private enum Lock { case taken, held, impossible }

    private static func lock(_ directory: Directory) -> Lock {
        do throws(FileError) {
            return try directory.tryLock(.exclusive) ? .taken : .held
        } catch {
            // Some network file systems lock no directories. Nothing is swept there.
            return .impossible
        }
    }

    /// Removes what killed processes left behind, as far as that can be done.
    private static func sweep(_ prefix: String, in parent: Directory) {
        // What cannot be listed or removed is harmless, here and below.
        for entry in (try? parent.entries()) ?? [] where entry.kind == .directory {
            guard let name = entry.name, name.hasPrefix(prefix),
                let number = UInt32(name.dropFirst(prefix.count)), name == prefix + String(number),
                // As above.
                let left = try? parent.openDirectory(name), lock(left) == .taken
            else { continue }
            // As above.
            try? parent.removeTree(name)
        }
    }

    private static func make(_ name: String, in directory: Directory) throws(FileError) {
        _ = try Seam.call(.mkdir, directory.path + "/" + name) {
            Int(mkdirat(directory.descriptor.raw, name, 0o755))
        }
    }

    private func syncDirectories(_ directory: Directory) throws(FileError) {
        for entry in try directory.entries() where entry.kind == .directory {
            try syncDirectories(directory.openDirectoryEntry(entry.bytes))
        }
        try directory.sync()
    }
}

extension Directory {
    /// Removes the directory `name` and everything in it.
    package func removeTree(_ name: String) throws(FileError) {
        let doomed = try openDirectory(name)
        for entry in try doomed.entries() {
            if entry.kind == .directory, let child = entry.name {
                try doomed.removeTree(child)
            } else {
                _ = try Seam.call(.unlink, doomed.path) {
                    entry.bytes.withCString { Int(unlinkat(doomed.descriptor.raw, $0, 0)) }
                }
            }
        }
        _ = try Seam.call(.unlink, doomed.path) {
            Int(unlinkat(descriptor.raw, name, Int32(linux_AT_REMOVEDIR)))
        }
    }
}
