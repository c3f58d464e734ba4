/// One mount.
package struct MountTableEntry: Hashable, Sendable {
    /// `major:minor` of the device that stat(2) shows for its files.
    package let device: String
    package let mountPoint: String
    /// Such as `ext4` or `fuse.store`.
    package let type: String
    package let source: String

    package var isStore: Bool { type == KernelMount.type }

    /// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`: any number
    /// of optional fields stands before the single hyphen.
    init?(line: [UInt8]) {
        let fields = line.split(separator: 0x20)
        guard
            fields.count >= 9,
            let hyphen = fields.dropFirst(6).firstIndex(where: { $0 == [0x2D] }),
            hyphen + 2 < fields.count
        else { return nil }
        device = String(decoding: fields[2], as: UTF8.self)
        mountPoint = MountTableEntry.unescape(fields[4])
        type = MountTableEntry.unescape(fields[hyphen + 1])
        source = MountTableEntry.unescape(fields[hyphen + 2])
    }

    /// The kernel writes space, tab, newline and backslash as `\` and three octal digits.
    private static func unescape(_ field: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            let isEscape =
                byte == UInt8(ascii: "\\") && digits.count == 3
                && digits.allSatisfy { (0x30...0x37).contains($0) }
            if isEscape {
                let value = digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
                bytes.append(UInt8(truncatingIfNeeded: value))
                rest.removeFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
