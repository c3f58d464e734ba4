/// Completing libfuse 3.14's reply with what it does not know yet. Layout of fuse_init_out as 32-bit
/// words: 0 major, 1 minor, 2 max_readahead, 3 flags, …, 5 max_write, …, 8 flags2, 9 max_stack_depth (linux/fuse.h).
enum InitReply {
    /// FUSE_INIT_EXT, in `flags`: `flags2` counts.
    static let extended: UInt32 = 1 << 30
    /// FUSE_HAS_RESEND, bit 39, in `flags2`.
    static let hasResend: UInt32 = 1 << 7
    /// FUSE_PASSTHROUGH, bit 37, in `flags2`.
    static let passthrough: UInt32 = 1 << 5

    /// - Parameter passesThrough: whether to ask for passthrough, where it is offered.
    static func complete(
        _ body: UnsafeMutableRawBufferPointer, for request: InitRequest, passesThrough: Bool
    ) {
        guard body.count >= 40 else { return }
        let words = body.assumingMemoryBound(to: UInt32.self)
        // Nobody writes; the kernel wants room for it in every buffer that requests are read into.
        words[5] = 4096
        if request.canResend {
            words[3] |= extended
            words[8] |= hasResend
        }
        if passesThrough, request.canPassThrough {
            words[3] |= extended
            words[8] |= passthrough
            // Backing files stand on file systems that stand on no other.
            words[9] = 1
        }
    }
}
