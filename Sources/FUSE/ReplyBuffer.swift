/// Memory for one reply, as large as the largest read.
final class ReplyBuffer: @unchecked Sendable {
    // Proof for @unchecked: a buffer is used by one thread between `ReplyBuffers.take` and `give`.
    let bytes: UnsafeMutableRawBufferPointer

    init() {
        bytes = .allocate(byteCount: Session.maximumRead, alignment: 4096)
    }

    deinit { bytes.deallocate() }
}
