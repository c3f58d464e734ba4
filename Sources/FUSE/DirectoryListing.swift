import CFUSE

/// The reply to one request to read a directory, being filled.
package struct DirectoryListing: ~Copyable {
    enum Style {
        /// READDIR: names and inode numbers.
        case names
        /// READDIRPLUS: whole entries, each a reference of the kernel to its node.
        case entries
    }

    private let buffer: UnsafeMutableRawBufferPointer
    private let style: Style
    /// Bytes filled.
    private(set) var count = 0
    /// Nodes that the kernel gets a reference to with this reply.
    private(set) var referenced: [UInt64] = []

    /// `buffer` outlives this value: both live for one request.
    init(_ style: Style, into buffer: UnsafeMutableRawBufferPointer) {
        self.style = style
        self.buffer = buffer
    }

    /// Whether the kernel takes a reference to each entry's node.
    package var givesReferences: Bool { style == .entries }

    /// Adds one entry; false, and nothing added, if it does not fit. `next` is the position of what
    /// follows it. Names contain neither "/" nor NUL; "." and ".." are entries like any other.
    package mutating func append(_ name: [UInt8], _ entry: NodeEntry, next: UInt64) -> Bool {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let isDot = name == [0x2E] || name == [0x2E, 0x2E]
        var parameter = entry.parameter
        // Node 0 in a listing means "no reference": the kernel knows "." and ".." already.
        if isDot { parameter.ino = 0 }
        let needed = write(name.map { CChar(bitPattern: $0) } + [0], parameter, next, into: room)
        guard needed <= room.count else { return false }
        count += needed
        if style == .entries, !isDot { referenced.append(entry.node) }
        return true
    }

    /// Bytes that the entry takes; written only if they fit. The request that libfuse asks for is
    /// unused in both functions (fuse_lowlevel.c).
    private func write(
        _ name: [CChar], _ parameter: fuse_entry_param, _ next: UInt64,
        into room: UnsafeMutableRawBufferPointer
    ) -> Int {
        let start = room.baseAddress?.assumingMemoryBound(to: CChar.self)
        return switch style {
        case .names:
            withUnsafePointer(to: parameter.attr) {
                fuse_add_direntry(nil, start, room.count, name, $0, off_t(truncatingIfNeeded: next))
            }
        case .entries:
            withUnsafePointer(to: parameter) {
                fuse_add_direntry_plus(
                    nil, start, room.count, name, $0, off_t(truncatingIfNeeded: next))
            }
        }
    }
}
