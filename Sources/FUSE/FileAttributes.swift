import CFUSE
import Glibc

/// What stat(2) tells of a node. Owner and group are those of the serving process.
package struct FileAttributes: Sendable {
    package enum Kind: Sendable { case directory, file, symbolicLink }

    package var inode: UInt64
    package var kind: Kind
    /// The lower nine bits of the mode.
    package var permissions: UInt16
    /// Bytes.
    package var size: UInt64
    package var links: UInt32
    /// Milliseconds since 1970 in UTC; also the times of access and change.
    package var modified: Int64

    package init(
        inode: UInt64, kind: Kind, permissions: UInt16, size: UInt64, links: UInt32,
        modified: Int64
    ) {
        self.inode = inode
        self.kind = kind
        self.permissions = permissions
        self.size = size
        self.links = links
        self.modified = modified
    }

    private static let owner = (user: getuid(), group: getgid())

    var status: stat {
        var status = stat()
        status.st_ino = ino_t(inode)
        status.st_mode = kind.mode | mode_t(permissions & 0o777)
        status.st_size = off_t(clamping: size)
        status.st_blocks = blkcnt_t(clamping: size / 512 + (size % 512 == 0 ? 0 : 1))
        status.st_nlink = nlink_t(links)
        status.st_uid = FileAttributes.owner.user
        status.st_gid = FileAttributes.owner.group
        let seconds = modified >= 0 ? modified / 1000 : (modified - 999) / 1000
        let time = timespec(
            tv_sec: Int(seconds), tv_nsec: Int(modified - seconds * 1000) * 1_000_000)
        status.st_mtim = time
        status.st_atim = time
        status.st_ctim = time
        return status
    }
}

extension FileAttributes.Kind {
    fileprivate var mode: mode_t {
        switch self {
        case .directory: S_IFDIR
        case .file: S_IFREG
        case .symbolicLink: S_IFLNK
        }
    }
}
