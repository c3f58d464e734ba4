/// The bytes of a mount's first request. The supervisor reads them once; every worker is fed them,
/// so that its libfuse negotiates as the first one did.
///
/// Layout: fuse_in_header (40 bytes: length, opcode, unique, …), then fuse_init_in (major, minor,
/// max_readahead, flags, flags2), linux/fuse.h.
package struct InitRequest: Sendable {
    package let bytes: [UInt8]

    /// nil if these bytes are not an INIT request.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 56, InitRequest.word(bytes, 4) == 26 else { return nil }  // FUSE_INIT
        self.bytes = bytes
    }

    /// Whether the kernel can put requests that a dead worker left unanswered back into the queue:
    /// FUSE_HAS_RESEND, bit 39, Linux 6.9.
    package var canResend: Bool { offers(InitReply.hasResend) }

    /// Whether the kernel can read from a backing file by itself: FUSE_PASSTHROUGH, bit 37, Linux 6.9.
    package var canPassThrough: Bool { offers(InitReply.passthrough) }

    /// Whether a flag is among `flags2`.
    private func offers(_ flag: UInt32) -> Bool {
        guard bytes.count >= 60 else { return false }
        let flags = InitRequest.word(bytes, 40 + 12)
        let more = InitRequest.word(bytes, 40 + 16)
        return flags & InitReply.extended != 0 && more & flag != 0
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
}
