import CLinux
import Glibc
import SystemPackage

/// Two ends of a pipe, both close-on-exec. An end is closed by setting it to nil.
package struct Pipe: ~Copyable {
    package var reading: Descriptor?
    package var writing: Descriptor?

    package init() throws(FileError) {
        var ends: [Int32] = [-1, -1]
        guard linux_pipe(&ends) == 0 else {
            throw FileError(call: "pipe2", path: "", errno: Errno(rawValue: errno))
        }
        reading = Descriptor(owning: ends[0])
        writing = Descriptor(owning: ends[1])
    }
}
