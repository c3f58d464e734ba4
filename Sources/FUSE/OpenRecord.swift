/// One line of `OpenRecords`, 32 bytes: handle u64, node u64, backing id i32 (0: none), kind u32, 8
/// zero bytes; in the byte order of the machine, which it never leaves.
struct OpenRecord: Equatable {
    enum Kind: UInt32 {
        case free
        case open
        /// The node's last handle is gone and its backing id is being dropped.
        case condemned
    }

    static let size = 32

    let kind: Kind
    let handle: UInt64
    let node: UInt64
    let mode: OpenMode

    init(_ kind: Kind, handle: UInt64, node: UInt64, mode: OpenMode) {
        self.kind = kind
        self.handle = handle
        self.node = node
        self.mode = mode
    }

    static let free = OpenRecord(.free, handle: 0, node: 0, mode: .cached)

    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: OpenRecord.size)
        bytes.withUnsafeMutableBytes { room in
            room.storeBytes(of: handle, toByteOffset: 0, as: UInt64.self)
            room.storeBytes(of: node, toByteOffset: 8, as: UInt64.self)
            if case .passthrough(let id) = mode {
                room.storeBytes(of: id, toByteOffset: 16, as: Int32.self)
            }
            room.storeBytes(of: kind.rawValue, toByteOffset: 20, as: UInt32.self)
        }
        return bytes
    }

    /// nil if that is none; `bytes` has the size of one.
    init?(_ bytes: UnsafeRawBufferPointer) {
        let word = bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
        guard let kind = Kind(rawValue: word) else { return nil }
        let id = bytes.loadUnaligned(fromByteOffset: 16, as: Int32.self)
        self.init(
            kind, handle: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
            node: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            mode: id > 0 ? .passthrough(id) : .cached)
    }
}
