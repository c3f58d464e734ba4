/// A request of the kernel, and the words of its body (linux/fuse.h). Valid until the next is read.
struct FUSERequest {
    /// The few that concern a file system of one open file.
    enum Operation: UInt32 {
        case forget = 2
        case attributes = 3
        case setAttributes = 4
        case open = 14
        case read = 15
        case write = 16
        case statistics = 17
        case release = 18
        case fsync = 20
        case initialise = 26
        case interrupt = 36
        case destroy = 38
        case forgetMany = 42
    }

    static let headerSize = 40
    /// Of the part of a write before its bytes.
    static let writeSize = 40

    let bytes: UnsafeRawBufferPointer

    /// nil: anything else.
    var operation: Operation? { Operation(rawValue: word(at: 4)) }
    var unique: UInt64 { long(at: 8) }

    func word(at offset: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    func long(at offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Of a read or a write: where in the file, and how much.
    var fileRange: (offset: UInt64, count: Int) {
        (long(at: FUSERequest.headerSize + 8), Int(word(at: FUSERequest.headerSize + 16)))
    }

    /// Of a write: its bytes.
    var content: UnsafeRawBufferPointer {
        let start = FUSERequest.headerSize + FUSERequest.writeSize
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + fileRange.count])
    }
}
