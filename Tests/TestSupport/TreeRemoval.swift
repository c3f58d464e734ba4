import Glibc

/// Removes a directory with all it holds, by byte names (a test may have made names that are not
/// UTF-8), following no link and entering no other file system: a mount that a test left behind is
/// not emptied, and a dead one is not waited for.
package struct TreeRemoval {
    private let device: dev_t

    /// Failure is ignored: what stays is litter, not a wrong result.
    package static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        TreeRemoval(device: status.st_dev).remove(Array(path.utf8CString))
    }

    private func remove(_ path: [CChar]) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            _ = unlink(path)
            return
        }
        _ = chmod(path, 0o700)
        for name in children(path) { remove(path.dropLast() + [47] + name) }
        _ = rmdir(path)
    }

    /// NUL-terminated names, all read before the first is removed.
    private func children(_ path: [CChar]) -> [[CChar]] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            // `d_name` is NUL-terminated within the entry (readdir(3)).
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if name != [46, 0], name != [46, 46, 0] { names.append(name) }
        }
        return names
    }
}
