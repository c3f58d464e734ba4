import CFUSE
import Glibc

/// Memory for the requests that one thread takes, all of it in place. A thread that is being killed may
/// still take a request, and where the kernel then has to find memory for it, it gives up and the
/// reader gets EIO; no later worker hears of it.
enum RequestRoom {
    /// The kernel wants 8 KiB at least, and more than a write may have (`InitReply`).
    static let byteCount = 1 << 14

    /// A buffer for libfuse, which `free` releases; nil without memory.
    static func make() -> fuse_buf? {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 4096, byteCount) == 0, let memory else { return nil }
        memset(memory, 0, byteCount)
        var buffer = fuse_buf()
        buffer.mem = memory
        return buffer
    }
}
