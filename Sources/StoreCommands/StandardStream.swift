import Glibc
import StoreModel
import Synchronization

/// Standard output or standard error. Neither is ever made non-blocking: the terminal or pipe behind
/// it is shared with other processes.
final class StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let isLost = Mutex(false)

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Whoever read it has gone away, so there is no use in writing more.
    var hasLostReader: Bool { isLost.withLock { $0 } }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether somebody can answer a question.
    static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// Writes everything. A reader that went away has seen what it wanted to see, which is no error:
    /// this write and all later ones are dropped, and the verb goes on to its end.
    func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
        var done = 0
        while done < bytes.count, !hasLostReader {
            let count = Glibc.write(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count >= 0 {
                done += count
            } else if errno == EPIPE {
                isLost.withLock { $0 = true }
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
