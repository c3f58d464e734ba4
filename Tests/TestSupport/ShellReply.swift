import Glibc

/// What StoreShell answers to a request: two 32-bit numbers, the process when it has begun, and when
/// it has ended its status as waitpid(2) gives it.
package enum ShellReply {
    package static func write(_ number: Int32, to pipe: Int32) throws {
        let bytes = withUnsafeBytes(of: number) { Array($0) }
        guard Glibc.write(pipe, bytes, bytes.count) == bytes.count else {
            throw TestFailure.system("a reply of StoreShell")
        }
    }

    static func read(from pipe: Int32) throws -> Int32 {
        guard let bytes = try bytes(4, from: pipe) else {
            throw TestFailure("StoreShell has ended")
        }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }

    /// Exactly so many; nil at the end of the pipe.
    static func bytes(_ count: Int, from pipe: Int32) throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(pipe, buffer.baseAddress?.advanced(by: filled), count - filled)
            }
            if got == 0, filled == 0 { return nil }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw TestFailure.system("half a message") }
            filled += got
        }
        return bytes
    }
}
