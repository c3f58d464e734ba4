/// What a file system is, by the number that `statfs(2)` gives it (statfs(2), linux/magic.h).
package struct FileSystemKind: Hashable, Sendable {
    package static let ext4 = FileSystemKind(number: 0xEF53)  // and ext2, ext3
    package static let xfs = FileSystemKind(number: 0x5846_5342)
    package static let btrfs = FileSystemKind(number: 0x9123_683E)
    package static let f2fs = FileSystemKind(number: 0xF2F5_2010)
    package static let bcachefs = FileSystemKind(number: 0xCA45_1A4E)
    package static let tmpfs = FileSystemKind(number: 0x0102_1994)
    package static let overlay = FileSystemKind(number: 0x794C_7630)

    package let number: UInt32

    package init(number: UInt32) { self.number = number }
}
