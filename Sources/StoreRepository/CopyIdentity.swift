package import FileIO

/// What is recorded of a plain copy that was hashed: a file with the same identity has the same bytes,
/// as far as the file system tells. Bytes that rot on the disk leave it as it is.
package struct CopyIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: UInt64
    /// Nanoseconds: every write, change of mode and further link moves it.
    let changed: Int64

    package init(_ status: FileStatus) {
        device = status.device
        inode = status.inode
        size = status.size
        changed = status.changed
    }

    init(device: UInt64, inode: UInt64, size: UInt64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.changed = changed
    }
}
