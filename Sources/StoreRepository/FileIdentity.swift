package import FileIO
import Sabotage

/// What tells one state of a file from another without reading it. Equal identities mean equal bytes,
/// as far as a file system tells: whoever writes moves `changed`, which no call can set back where the
/// kernel keeps it. Whether it does there is for the user of this to find out.
package struct FileIdentity: Hashable, Comparable, Sendable {
    package let device: UInt64
    package let inode: UInt64
    /// Bytes.
    package let size: UInt64
    /// Nanoseconds since the epoch.
    package let modified: Int64
    package let changed: Int64

    package init(_ status: FileStatus) {
        self.init(
            device: status.device, inode: status.inode, size: status.size,
            modified: status.modified,
            changed: Sabotage.ignoresChangeTime ? status.modified : status.changed)
    }

    init(device: UInt64, inode: UInt64, size: UInt64, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    package static func < (left: FileIdentity, right: FileIdentity) -> Bool {
        (left.device, left.inode, left.size, left.modified, left.changed)
            < (right.device, right.inode, right.size, right.modified, right.changed)
    }
}
