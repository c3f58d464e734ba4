import Glibc
import SystemPackage

extension FilePath {
    /// `path` below the working directory, unless it is absolute; `.` removed, `..` kept.
    static func absolute(_ path: String) -> FilePath {
        let given = FilePath(path)
        guard given.isRelative else { return given }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return given }
        return FilePath(platformString: buffer).pushing(given)
    }
}
