import Glibc

/// What is in a directory, without a process that looks.
package enum FileTree {
    /// The paths of all that is below `directory` and no directory, relative to it, sorted; none if
    /// there is no such directory. Symbolic links are not followed.
    package static func files(below directory: String) throws -> [String] {
        var found: [String] = []
        try collect(directory, "", &found)
        return found.sorted()
    }

    private static func collect(
        _ directory: String, _ prefix: String, _ found: inout [String]
    ) throws {
        guard let stream = opendir(directory) else {
            if errno == ENOENT { return }
            throw TestFailure.system("opening \(directory)")
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            // `d_name` is NUL-terminated within the entry (readdir(3)).
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) {
                try collect(directory + "/" + name, prefix + name + "/", &found)
            } else {
                found.append(prefix + name)
            }
        }
    }
}
