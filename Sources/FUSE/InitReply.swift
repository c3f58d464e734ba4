/// Completing libfuse 3.14's reply with what it does not know yet. Layout of fuse_init_out as 32-bit
/// words: 0 major, 1 minor, 2 max_readahead, 3 flags, …, 8 flags2 (linux/fuse.h).
enum InitReply {
    /// FUSE_INIT_EXT, in `flags`: `flags2` counts.
    static let extended: UInt32 = 1 << 30
    /// FUSE_HAS_RESEND, bit 39, in `flags2`.
    static let hasResend: UInt32 = 1 << 7

    static func complete(_ body: UnsafeMutableRawBufferPointer, for request: InitRequest) {
        guard body.count >= 36, request.canResend else { return }
        let words = body.assumingMemoryBound(to: UInt32.self)
        words[3] |= extended
        words[8] |= hasResend
    }
}
