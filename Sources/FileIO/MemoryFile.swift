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

    /// Bytes.
    package borrowing func size() throws(FileError) -> Int {
        Int(try descriptor.status(path: "memory file").size)
    }

    /// Writes `bytes` at `offset`, beyond the end too. Of bytes within one page a process that is
    /// killed meanwhile leaves all or none.
    package borrowing func put(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let number = descriptor.raw
        let done = try bytes.withUnsafeBytes { buffer in
            Result { () throws(FileError) -> Int in
                try Seam.call(.write, "fd \(number)") {
                    pwrite(number, buffer.baseAddress, buffer.count, off_t(offset))
                }
            }
        }.get()
        guard done == bytes.count else {
            throw FileError(call: "pwrite", path: "memory file", errno: .noSpace)
        }
    }

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
