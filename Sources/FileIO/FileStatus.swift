import CLinux
import Glibc

/// What `stat(2)` says of a file, as far as the store uses it.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Sendable { case file, directory, symbolicLink, fifo, socket, device, other }

    package let kind: Kind
    /// Bytes.
    package let size: UInt64
    package let device: UInt64
    package let inode: UInt64
    /// Nanoseconds since the epoch; what no Int64 holds (before 1677, after 2262) is the nearest that
    /// one does.
    package let modified: Int64
    package let changed: Int64
    /// Nanoseconds since the epoch; reads move it at most once a day (`relatime`), or never.
    package let accessed: Int64
    /// Permission bits, 0o7777.
    package let permissions: UInt32
    package let owner: UInt32
    package let links: UInt64

    init(_ buffer: stat) {
        kind =
            switch buffer.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .other
            }
        size = UInt64(max(0, buffer.st_size))
        device = UInt64(buffer.st_dev)
        inode = UInt64(buffer.st_ino)
        modified = buffer.st_mtim.nanoseconds
        changed = buffer.st_ctim.nanoseconds
        accessed = buffer.st_atim.nanoseconds
        permissions = UInt32(buffer.st_mode) & 0o7777
        owner = buffer.st_uid
        links = UInt64(buffer.st_nlink)
    }

    /// Any of the three execute bits is set.
    package var isExecutable: Bool { permissions & 0o111 != 0 }
    /// Milliseconds since the epoch.
    package var modifiedMilliseconds: Int64 { modified / 1_000_000 }
}

extension timespec {
    /// Since the epoch. File systems have later times than this has room for.
    fileprivate var nanoseconds: Int64 {
        let (seconds, overflow) = Int64(tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = seconds.addingReportingOverflow(Int64(tv_nsec))
        guard overflow || overflowsToo else { return sum }
        return tv_sec < 0 ? .min : .max
    }
}
