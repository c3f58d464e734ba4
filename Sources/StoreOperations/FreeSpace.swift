import Glibc

/// How much room a file system has.
enum FreeSpace {
    /// Bytes that this process may still write where `path` is (statvfs(3), `f_bavail`); nil if the
    /// path cannot be reached.
    static func bytes(at path: String) -> UInt64? {
        var buffer = statvfs()
        guard statvfs(path, &buffer) == 0 else { return nil }
        return UInt64(buffer.f_bavail) * UInt64(buffer.f_frsize)
    }
}
