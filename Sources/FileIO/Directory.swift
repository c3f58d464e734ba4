import CLinux
import Glibc
import SystemPackage

/// An open directory. Relative paths stay beneath it and never pass a symbolic link; names of single
/// entries may be any bytes. Shared by all threads.
package final class Directory: Sendable {
    /// As it was opened, for messages.
    package let path: String
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor, path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens `path`, following symbolic links.
    package convenience init(path: String) throws(FileError) {
        self.init(try Descriptor.open(path, flags: O_RDONLY | O_DIRECTORY), path: path)
    }

    /// Takes a kernel lock that lives as long as this object; false if it is held elsewhere.
    package func tryLock(_ mode: FileLockMode) throws(FileError) -> Bool {
        try mode.tryTake(descriptor.raw, path: path)
    }

    /// Opens the file at `relative`, beneath this directory.
    package func openFile(_ relative: String) throws(FileError) -> FileReader {
        FileReader(
            try Descriptor.openBeneath(
                descriptor, relative, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK, place: path),
            path: path + "/" + relative)
    }

    /// Opens the directory at `relative`, beneath this one.
    package func openDirectory(_ relative: String) throws(FileError) -> Directory {
        Directory(
            try Descriptor.openBeneath(
                descriptor, relative, flags: O_RDONLY | O_DIRECTORY, place: path),
            path: path + "/" + relative)
    }

    /// What stands at `relative`; nil if nothing does. One failing system call if absent.
    package func status(_ relative: String) throws(FileError) -> FileStatus? {
        do throws(FileError) {
            let entry = try Descriptor.openBeneath(
                descriptor, relative, flags: linux_O_PATH | O_NOFOLLOW, place: path)
            return try entry.status(path: path + "/" + relative)
        } catch {
            if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
            throw error
        }
    }

    /// This directory's own status.
    package func status() throws(FileError) -> FileStatus { try descriptor.status(path: path) }

    /// All names but `.` and `..`, in the order of the file system.
    package func entries() throws(FileError) -> [DirectoryEntry] {
        let copy = try Descriptor.openBeneath(
            descriptor, ".", flags: O_RDONLY | O_DIRECTORY, place: path)
        let number = linux_duplicate_from(copy.raw, 0)  // closedir closes the duplicate
        guard number >= 0, let stream = fdopendir(number) else {
            if number >= 0 { _ = Glibc.close(number) }
            throw FileError(call: "opendir", path: path, errno: Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            var next: UnsafeMutablePointer<dirent>?
            _ = try Seam.call(.list, path) {
                errno = 0
                next = readdir(stream)
                return next == nil && errno != 0 ? -1 : 0
            }
            guard let next else { return entries }
            let entry = DirectoryEntry(next)
            guard entry.bytes != [0x2E], entry.bytes != [0x2E, 0x2E] else { continue }
            entries.append(entry.kind == .unknown ? try asked(entry) : entry)
        }
    }

    /// The entry with its kind, where the file system's listing does not tell it.
    private func asked(_ entry: DirectoryEntry) throws(FileError) -> DirectoryEntry {
        let kind: DirectoryEntry.Kind =
            switch try statusOfEntry(entry.bytes).kind {
            case .file: .file
            case .directory: .directory
            case .symbolicLink: .symbolicLink
            case .fifo, .socket, .device, .other: .other
            }
        return DirectoryEntry(bytes: entry.bytes, kind: kind)
    }

    /// Makes names in this directory durable.
    package func sync() throws(FileError) { try descriptor.sync(path: path) }

    /// Removes the file at `relative` and makes that durable; absent is fine.
    package func removeFile(_ relative: String) throws(FileError) {
        try removeFileForNow(relative)?.sync()
    }

    /// The same without waiting for the disk: after a power cut the file may be there again. Returns the
    /// directory that it was in, nil if it was not there.
    @discardableResult
    package func removeFileForNow(_ relative: String) throws(FileError) -> Directory? {
        let (parent, name) = try parent(of: relative)
        do throws(FileError) {
            _ = try Seam.call(.unlink, path + "/" + relative) {
                Int(unlinkat(parent.descriptor.raw, name, 0))
            }
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
        return parent
    }

    /// The directory that holds `relative`, and its last component.
    func parent(of relative: String) throws(FileError) -> (Directory, String) {
        guard let slash = relative.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            return (try openDirectory("."), relative)
        }
        let name = String(relative[relative.utf8.index(after: slash)...])
        return (try openDirectory(String(relative[..<slash])), name)
    }
}

extension DirectoryEntry {
    init(_ entry: UnsafeMutablePointer<dirent>) {
        kind =
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_REG): .file
            case Int32(DT_DIR): .directory
            case Int32(DT_LNK): .symbolicLink
            case Int32(DT_UNKNOWN): .unknown
            default: .other
            }
        bytes = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
            Array(raw.prefix { $0 != 0 })
        }
    }
}
