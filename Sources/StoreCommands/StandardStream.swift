import Glibc
import StoreModel

/// Standard output or standard error. Neither is ever made non-blocking: the terminal or pipe behind
/// it is shared with other processes.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    let descriptor: Int32

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes everything. A reader that went away ends the process quietly with 0: it has seen what
    /// it wanted to see.
    func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count >= 0 {
                done += count
            } else if errno == EPIPE {
                exit(0)
            } else if errno == EAGAIN {
                // Somebody else made the shared descriptor non-blocking.
                _ = isWritable(withinMilliseconds: 1000)
            } else if errno != EINTR {
                let code = errno
                throw StoreError(
                    code == ENOSPC ? .noSpace : .inputOutput, "cannot write to standard output",
                    cause: String(cString: strerror(code)))
            }
        }
    }

    func write(_ text: String) throws(StoreError) {
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(StoreError) in try write(UnsafeRawBufferPointer(bytes)) }
        }
        try result.get()
    }

    /// Writes one frame if that can be done within `milliseconds`, and drops it otherwise. A pipe
    /// that polls writable takes PIPE_BUF (4096) bytes at once (pipe(7)), so the write cannot block.
    func offer(_ text: String, withinMilliseconds milliseconds: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, isWritable(withinMilliseconds: milliseconds) {
            let count = rest.prefix(4096).withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private func isWritable(withinMilliseconds milliseconds: Int32) -> Bool {
        var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&place, 1, milliseconds) == 1 && place.revents & Int16(POLLOUT) != 0
    }
}
