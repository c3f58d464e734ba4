import CFUSE
import Glibc
package import SystemPackage

/// The files that a connection's kernel may read by itself. They belong to the connection, not to the
/// process that registered them, and need no descriptor of it.
package protocol BackingFiles: Sendable {
    /// Registers an open regular file and returns its id, 1 or more. Ids go up.
    func register(_ file: Int32) throws(Errno) -> Int32
    /// No further open can name it; what is open goes on. Of an id that there is not, nothing.
    func drop(_ id: Int32)
}

/// Those of a real connection.
struct KernelBackingFiles: BackingFiles {
    /// /dev/fuse; stays open for as long as this is used.
    let device: Int32

    func register(_ file: Int32) throws(Errno) -> Int32 {
        let id = cfuse_backing_open(device, file)
        guard id > 0 else { throw Errno(rawValue: errno) }
        return id
    }

    func drop(_ id: Int32) { _ = cfuse_backing_close(device, UInt32(bitPattern: id)) }
}
