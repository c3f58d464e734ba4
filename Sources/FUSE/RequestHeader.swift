import CFUSE

/// What is read of a request before libfuse sees it: fuse_in_header, 40 bytes (linux/fuse.h).
struct RequestHeader {
    /// FUSE_UNIQUE_RESEND, Linux 6.9: an earlier worker had been handed this request. The bit is a
    /// part of the name by which the kernel knows the request from then on.
    private static let resentBit: UInt64 = 1 << 63
    /// FUSE_INTERRUPT, whose own name is derived from that of the request it is about.
    private static let interruption: UInt32 = 36
    private static let opening: UInt32 = 14
    private static let releasing: UInt32 = 18

    let opcode: UInt32
    let unique: UInt64

    /// nil if `bytes` are fewer than a header.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 40 else { return nil }
        opcode = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        unique = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    /// What the kernel calls this request, also when it was handed to an earlier worker. No two of a
    /// mount have the same.
    var name: UInt64 { unique & ~RequestHeader.resentBit }

    var isResent: Bool { unique & RequestHeader.resentBit != 0 }

    /// Whether the kernel waits for an answer: not to FORGET, BATCH_FORGET and INTERRUPT.
    var wantsReply: Bool { ![2, 42, RequestHeader.interruption].contains(opcode) }

    /// The request that an INTERRUPT is about (fuse_interrupt_in); nil for any other request.
    func interrupted(in request: UnsafeRawBufferPointer) -> UInt64? {
        guard opcode == RequestHeader.interruption, request.count >= 48 else { return nil }
        return request.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
    }

    /// The handle that an OPEN would have given out, or a RELEASE (fuse_release_in) gives back; nil for
    /// any other request.
    func handle(in request: UnsafeRawBufferPointer) -> UInt64? {
        if opcode == RequestHeader.opening { return name }
        guard opcode == RequestHeader.releasing, request.count >= 48 else { return nil }
        return request.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
    }

    /// The request that a reply is about (fuse_out_header); 0 for what is no reply.
    static func unique(ofReply header: UnsafeRawBufferPointer) -> UInt64 {
        header.count >= 16 ? header.loadUnaligned(fromByteOffset: 8, as: UInt64.self) : 0
    }

    /// The answer EIO to this request.
    var refusal: [UInt32] { RequestHeader.failure(of: unique, EIO) }

    /// A fuse_out_header with no body: length, error, unique.
    static func failure(of unique: UInt64, _ errno: Int32) -> [UInt32] {
        [
            16, UInt32(bitPattern: -errno), UInt32(truncatingIfNeeded: unique),
            UInt32(truncatingIfNeeded: unique >> 32),
        ]
    }
}
