import CLinux
import Glibc
import SystemPackage

/// The extended attributes of a file or directory, read by path.
package enum ExtendedAttributes {
    /// The value of `name`; nil if there is none.
    package static func value(
        _ name: String, at path: String
    ) throws(FileError) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 65_536)  // XATTR_SIZE_MAX
        let count = linux_getxattr(path, name, &value, value.count)
        guard count >= 0 else {
            if errno == ENODATA { return nil }
            throw FileError(call: "getxattr", path: path, errno: Errno(rawValue: errno))
        }
        return Array(value.prefix(count))
    }

    package static func names(at path: String) throws(FileError) -> [String] {
        var names = [CChar](repeating: 0, count: 65_536)  // XATTR_LIST_MAX
        let count = linux_listxattr(path, &names, names.count)
        guard count >= 0 else {
            throw FileError(call: "listxattr", path: path, errno: Errno(rawValue: errno))
        }
        return names.prefix(count).split(separator: 0).map {
            String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
