import Glibc

/// The sources that these tests were built from.
package enum PackageRoot {
    /// Where Package.swift stands: two directories above this file.
    package static let path: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// The bytes of a file of the package, by its path relative to the root.
    package static func bytes(of relative: String) throws -> [UInt8] {
        let name = "\(path)/\(relative)"
        guard let file = fopen(name, "re") else { throw TestFailure.system("opening \(name)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }

    /// The names of the files in a directory of the package, sorted, without hidden ones.
    package static func names(in relative: String) throws -> [String] {
        let directory = "\(path)/\(relative)"
        guard let stream = opendir(directory) else {
            throw TestFailure.system("opening \(directory)")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                // The kernel ends it with a zero.
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
