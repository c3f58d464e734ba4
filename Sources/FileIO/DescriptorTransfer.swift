import CLinux
import Glibc
import SystemPackage

/// Reading and writing of descriptors that are no files of a store: pipes, signals, devices.
extension Descriptor {
    /// Opens a device or an attribute of the kernel (/dev, /proc, /sys); `flags` as open(2).
    package static func openKernelFile(_ path: String, flags: Int32) throws(FileError) -> Descriptor
    {
        let number = linux_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0)
        guard number >= 0 else {
            throw FileError(call: "open", path: path, errno: Errno(rawValue: Glibc.errno))
        }
        return Descriptor(owning: number)
    }

    /// Takes over a descriptor that this process was started with; it goes to no child of its own.
    package static func inherited(_ number: Int32) -> Descriptor {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return Descriptor(owning: number)
    }

    /// Another number for the same open file, close-on-exec, at least `lowest`.
    package borrowing func duplicate(from lowest: Int32 = 3) throws(FileError) -> Descriptor {
        let number = linux_duplicate_from(raw, lowest)
        guard number >= 0 else {
            throw FileError(call: "fcntl", path: "fd \(raw)", errno: Errno(rawValue: Glibc.errno))
        }
        return Descriptor(owning: number)
    }

    /// What one `read(2)` gives, at most `limit` bytes; empty at the end.
    package borrowing func read(limit: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        while true {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress, $0.count) }
            if got >= 0 { return Array(bytes.prefix(got)) }
            guard Glibc.errno == EINTR else {
                throw FileError(
                    call: "read", path: "fd \(raw)", errno: Errno(rawValue: Glibc.errno))
            }
        }
    }

    /// Everything until the end, at most `limit` bytes.
    package borrowing func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let more = try read(limit: min(limit - bytes.count, 1 << 16))
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Writes all of `bytes`.
    package borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(raw, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count < 0 {
                if Glibc.errno == EINTR { continue }
                throw FileError(
                    call: "write", path: "fd \(raw)", errno: Errno(rawValue: Glibc.errno))
            }
            done += count
        }
    }
}
