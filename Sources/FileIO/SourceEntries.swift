import CLinux
import Glibc

/// Reaching entries of directories that are not the store's: names may be any bytes, and symbolic
/// links are followed where the caller asks for it.
extension Directory {
    /// The status of an entry itself, a symbolic link not followed.
    package func statusOfEntry(_ name: [UInt8]) throws(FileError) -> FileStatus {
        try entryStatus(name, flags: linux_AT_SYMLINK_NOFOLLOW)
    }

    /// The status of what an entry leads to.
    package func statusBehindEntry(_ name: [UInt8]) throws(FileError) -> FileStatus {
        try entryStatus(name, flags: 0)
    }

    /// Opens an entry for reading, following symbolic links. Never blocks on a FIFO; the caller
    /// checks by `status()` what it got.
    package func openEntry(_ name: [UInt8]) throws(FileError) -> FileReader {
        FileReader(
            try descriptor(of: name, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK), path: text(name))
    }

    /// Opens a directory entry, following symbolic links.
    package func openDirectoryEntry(_ name: [UInt8]) throws(FileError) -> Directory {
        Directory(try descriptor(of: name, flags: O_RDONLY | O_DIRECTORY), path: text(name))
    }

    /// The kind of file system that an entry leads to, and the device by which `stat` knows it.
    package func fileSystemBehindEntry(
        _ name: [UInt8]
    ) throws(FileError) -> (kind: FileSystemKind, device: UInt64) {
        let entry = try descriptor(of: name, flags: linux_O_PATH)
        let number = entry.raw
        let type = try Seam.call(.stat, text(name)) { linux_file_system_type(number) }
        let kind = FileSystemKind(number: UInt32(truncatingIfNeeded: type))
        return (kind, try entry.status(path: text(name)).device)
    }

    private func text(_ name: [UInt8]) -> String {
        path + "/" + String(decoding: name, as: UTF8.self)
    }

    private func descriptor(of name: [UInt8], flags: Int32) throws(FileError) -> Descriptor {
        let number = try Seam.call(.open, text(name)) {
            name.withCString { Int(linux_openat(descriptor.raw, $0, flags | O_CLOEXEC, 0)) }
        }
        return Descriptor(owning: Int32(number))
    }

    private func entryStatus(_ name: [UInt8], flags: Int32) throws(FileError) -> FileStatus {
        var buffer = stat()
        _ = try Seam.call(.stat, text(name)) {
            name.withCString { Int(fstatat(descriptor.raw, $0, &buffer, flags)) }
        }
        return FileStatus(buffer)
    }
}

extension [UInt8] {
    /// The bytes as a C string: file names hold no NUL.
    func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        var terminated = map { CChar(bitPattern: $0) }
        terminated.append(0)
        return terminated.withUnsafeBufferPointer { buffer in
            // The buffer has at least the terminator, so its base address exists.
            buffer.baseAddress.map(body)!
        }
    }
}
