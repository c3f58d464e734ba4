import CLinux
import Glibc
import SystemPackage

/// A nameless file in memory that is handed to a child process by its descriptor.
package struct MemoryFile: ~Copyable {
    package let descriptor: Descriptor

    /// A file that holds `contents`; `name` is for /proc alone.
    package init(name: String, contents: [UInt8]) throws(FileError) {
        let number = linux_memfd_create(name, 1)  // MFD_CLOEXEC
        guard number >= 0 else {
            throw FileError(call: "memfd_create", path: name, errno: Errno(rawValue: errno))
        }
        let fresh = Descriptor(owning: number)
        try fresh.write(contents)
        descriptor = fresh
    }

    /// Takes over a file that another process made.
    package init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

    /// Everything in it, whoever else has it open and wherever they read.
    package borrowing func contents(limit: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let number = descriptor.raw
        let got = try bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FileError) -> Int in
                try Seam.call(.read, "fd \(number)") {
                    pread(number, buffer.baseAddress, buffer.count, 0)
                }
            }
        }.get()
        return Array(bytes.prefix(got))
    }
}
