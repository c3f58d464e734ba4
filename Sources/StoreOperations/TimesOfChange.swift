import FileIO
import Synchronization

/// Whose times of change mean anything: the files of file systems where this kernel sets the inode's
/// time at every change, by its own clock, and keeps it.
///
/// An image (squashfs, erofs, iso9660) has the times that whoever made it wrote there, and two images
/// on one loop device the same device; FUSE has what its server says, and a network file system what
/// another machine said a while ago. Such files are read whatever is remembered of them.
final class TimesOfChange: Sendable {
    static let keepers: Set<FileSystemKind> = [
        .ext4, .xfs, .btrfs, .f2fs, .bcachefs, .tmpfs, .overlay,
    ]

    /// What was found out, by device.
    private let known = Mutex<[UInt64: Bool]>([:])

    /// Asks once for each device.
    func areKept(for file: SourceFile) -> Bool {
        let device = file.status.device
        if let answer = known.withLock({ $0[device] }) { return answer }
        // What cannot be looked at, or is another file by now, is read; the reader says what is wrong.
        guard let found = try? file.root.fileSystemBehindEntry(file.name), found.device == device
        else { return false }
        let answer = TimesOfChange.keepers.contains(found.kind)
        known.withLock { $0[device] = answer }
        return answer
    }
}
