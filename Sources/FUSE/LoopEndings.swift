import FileIO
import SystemPackage

/// Where the threads of a session say how their loops ended. A pipe, because whoever waits must
/// hear of the first failure while the other threads are still waiting in the kernel.
final class LoopEndings: Sendable {
    private let reading: Descriptor
    private let writing: Descriptor

    init() throws(FileError) {
        var pipe = try Pipe()
        guard let reading = pipe.reading.take(), let writing = pipe.writing.take() else {
            throw FileError(call: "pipe2", path: "", errno: .badFileDescriptor)
        }
        self.reading = reading
        self.writing = writing
    }

    /// `failure` is nil if the mount is gone. Each errno of Linux fits in a byte (at most 133).
    func tell(_ failure: Errno?) {
        // The reading end lives as long as this object, and the pipe holds 64 KiB: one byte of each
        // thread always fits.
        try? writing.write([UInt8(truncatingIfNeeded: failure?.rawValue ?? 0)])
    }

    /// Waits until as many loops have ended as there are, or one has failed, and throws how. There may
    /// be more of them from time to time.
    func wait(for count: () -> Int) throws(SessionError) {
        var ended = 0
        while ended < count() {
            let said: [UInt8]
            do throws(FileError) {
                said = try reading.read(limit: count() - ended)
            } catch {
                throw .broken(error.errno)
            }
            if let code = said.first(where: { $0 != 0 }) {
                throw .broken(Errno(rawValue: CInt(code)))
            }
            ended += said.count
        }
    }
}
