import FileIO
import Glibc

/// How far the kernel reads ahead of a sequential reader.
package enum ReadAhead {
    /// Four requests of the largest size in flight: cold mmap reads go from 0.3 to 1.3 GB/s
    /// (performance.md §2). INIT can only lower the default of 128 KiB, so it is set here.
    private static let kibibytes = 4096

    /// Raises it for the mount with this `major:minor`. Nothing depends on it, and who is not root
    /// may not, so failure is silent.
    package static func raise(for device: String) {
        let path = "/sys/class/bdi/\(device)/read_ahead_kb"
        do throws(FileError) {
            let file = try Descriptor.openKernelFile(path, flags: O_WRONLY)
            try file.write(Array("\(kibibytes)".utf8))
        } catch {
            return
        }
    }
}
