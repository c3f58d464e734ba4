import CFUSE
import Glibc

/// What statfs(2) tells: how much there is. Nothing is free in a read-only file system.
package struct FileSystemStatistics: Sendable {
    /// Logical size of all files.
    package var bytes: UInt64
    package var files: UInt64

    package init(bytes: UInt64, files: UInt64) {
        self.bytes = bytes
        self.files = files
    }

    var status: statvfs {
        var status = statvfs()
        status.f_bsize = 4096
        status.f_frsize = 4096
        status.f_blocks = fsblkcnt_t(bytes / 4096 + (bytes % 4096 == 0 ? 0 : 1))
        status.f_files = fsfilcnt_t(files)
        status.f_namemax = 255
        return status
    }
}
