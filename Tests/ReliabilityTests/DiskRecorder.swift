import Glibc
import TestSupport

/// The process BlockRecorder over an image file: what is written to the file from now on is logged.
final class DiskRecorder {
    private let image: String
    private let log: String
    private let child: RunningChild
    private var isRunning = true

    /// Beside the `store` that was built with these tests.
    private static var program: String {
        let store = StoreBinary.path
        return store[..<(store.lastIndex(of: "/") ?? store.startIndex)] + "/BlockRecorder"
    }

    init(over image: String, log: String) throws {
        self.image = image
        self.log = log
        unlink(log)
        let before = try DiskRecorder.device(of: image)
        child = try ChildCommand(DiskRecorder.program, [image, log]).start()
        // 10 s, for a machine that does much else.
        for _ in 0..<5000 {
            if try DiskRecorder.device(of: image) != before { return }
            if let ending = try child.poll() {
                let said = String(decoding: try child.errorsSoFar(), as: UTF8.self)
                throw TestFailure("the recorder: \(ending) \(said)")
            }
            usleep(2000)
        }
        throw TestFailure("the recorder does not mount itself")
    }

    deinit {
        // Nothing of the test depends on it any more.
        if isRunning { try? stop() }
    }

    private static func device(of path: String) throws -> dev_t {
        var status = stat()
        guard stat(path, &status) == 0 else { throw TestFailure.system("stat \(path)") }
        return status.st_dev
    }

    /// Notes this moment in the log.
    func mark() throws {
        let file = open(log, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw TestFailure.system("open \(log)") }
        defer { close(file) }
        try BlockLogEntry.append(
            .mark, at: 0, UnsafeRawBufferPointer(start: nil, count: 0), to: file)
    }

    /// Ends it, when no loop device is on the file any more. Lazily, and by a signal: another mount
    /// namespace may have a copy of the mount.
    func stop() throws {
        isRunning = false
        _ = try ChildCommand("umount", ["-l", image]).run().checked()
        child.signal(SIGKILL)
        _ = try child.wait()
    }
}
