import Glibc

/// A file open for positional reading; shared by all threads. Its descriptor is read-only, so
/// closing cannot lose anything and happens when the last user lets go.
package final class FileReader: Sendable {
    package let path: String
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor, path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens `path`, following symbolic links.
    package convenience init(path: String) throws(FileError) {
        self.init(try Descriptor.open(path, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK), path: path)
    }

    /// The number the kernel knows it by; valid as long as this object lives.
    package var number: Int32 { descriptor.raw }

    package func status() throws(FileError) -> FileStatus { try descriptor.status(path: path) }

    /// Reads until `buffer` is full or the file ends; returns the number of bytes read.
    package func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = Seam.transferLimit(buffer.count - done)
            let got = try Seam.call(.read, path) {
                pread(
                    descriptor.raw, buffer.baseAddress?.advanced(by: done), count,
                    off_t(offset) + off_t(done))
            }
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// The whole file, at most `limit` bytes of it.
    package func readAll(limit: Int) throws(FileError) -> [UInt8] {
        let count = Int(min(try status().size, UInt64(limit)))
        var bytes = [UInt8](repeating: 0, count: count)
        let result = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FileError) -> Int in try read(at: 0, into: buffer) }
        }
        bytes.removeLast(count - (try result.get()))
        return bytes
    }

    /// Makes what is already written durable, also if another process wrote it.
    package func sync() throws(FileError) { try descriptor.sync(path: path) }

    /// Takes a `flock(2)`; false if another holds it.
    package func tryLock(_ mode: FileLockMode) throws(FileError) -> Bool {
        try mode.tryTake(descriptor.raw, path: path)
    }
}
