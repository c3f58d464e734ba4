package import SystemPackage

/// A system call that failed: which, on what, and why.
package struct FileError: Error, Sendable, Hashable {
    /// The call, as in the manual: "openat", "fsync".
    package let call: String
    /// The path or name it was given, for messages.
    package let path: String
    package let errno: Errno

    package init(call: String, path: String, errno: Errno) {
        self.call = call
        self.path = path
        self.errno = errno
    }
}

extension FileError: CustomStringConvertible {
    package var description: String { "\(call): \(errno)" }
}
