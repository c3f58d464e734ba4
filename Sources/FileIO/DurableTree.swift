import CLinux
import Glibc
import SystemPackage

/// A directory tree for a user, filled beside its destination and renamed into place whole: the
/// destination is absent or complete, whatever happens. Files are the user's, so they are writable.
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
        temporaryName = ".\(name.prefix(200)).partial-\(UInt32.random(in: 0...UInt32.max))"
        try DurableTree.make(temporaryName, in: parent)
        root = try parent.openDirectory(temporaryName)
    }

    deinit { abandon() }

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
        fill { (bytes: UnsafeRawBufferPointer) throws(FileError) in
            var done = 0
            while done < bytes.count {
                let count = Seam.transferLimit(bytes.count - done)
                done += try Seam.call(.write, "fd \(number)") {
                    write(Int32(number), bytes.baseAddress?.advanced(by: done), count)
                }
            }
        }
        try file.sync(path: root.path + "/" + relative)
        try file.close()
    }

    /// Gives the open file `source` the further name `relative`; throws `EXDEV` where it cannot.
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
