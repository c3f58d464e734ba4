import Glibc

/// A nameless file that a child writes to and a test reads from.
final class ChildOutput: Sendable {
    let raw: Int32

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let name = "\(parent)/store-output-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        raw = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0o600)
        guard raw >= 0 else { throw TestFailure.system("creating \(name)") }
        unlink(name)
    }

    deinit { close(raw) }

    /// All that was written so far.
    func bytes() throws -> [UInt8] {
        var status = stat()
        guard fstat(raw, &status) == 0 else { throw TestFailure.system("fstat of an output") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(raw, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, filled)
            }
            guard count > 0 else { throw TestFailure.system("pread of an output") }
            filled += count
        }
        return bytes
    }
}
