import Glibc
import Sabotage
import Synchronization
import SystemPackage

/// Makes directories that survive a power cut: each level is made and its parent fsynced, once per
/// process and place, also where another process made it.
package final class DurableDirectory: Sendable {
    package let root: Directory
    private let known = Mutex<Set<String>>([])

    package init(root: Directory) { self.root = root }

    /// The directory at `relative` ("" is the root), made if needed with mode 0700.
    package func directory(_ relative: String) throws(FileError) -> Directory {
        guard !relative.isEmpty else { return try root.openDirectory(".") }
        if !known.withLock({ $0.contains(relative) }) {
            try make(relative)
            known.withLock { _ = $0.insert(relative) }
        }
        return try root.openDirectory(relative)
    }

    /// The directory `name` below the root, made if needed without waiting for the disk: for what means
    /// nothing after a power cut.
    package func directoryForNow(_ name: String) throws(FileError) -> Directory {
        do throws(FileError) {
            return try root.openDirectory(name)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        try mkdir(name, in: root, path: name)
        return try root.openDirectory(name)
    }

    private func make(_ relative: String) throws(FileError) {
        let slash = relative.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parentPath = slash.map { String(relative[..<$0]) } ?? ""
        let name = slash.map { String(relative[relative.utf8.index(after: $0)...]) } ?? relative
        let parent = try directory(parentPath)
        try mkdir(name, in: parent, path: relative)
        if !Sabotage.skipsParentSync { try parent.sync() }
    }

    private func mkdir(
        _ name: String, in parent: Directory, path: String
    ) throws(FileError) {
        do throws(FileError) {
            _ = try Seam.call(.mkdir, root.path + "/" + path) {
                Int(mkdirat(parent.descriptor.raw, name, 0o700))
            }
        } catch {
            guard error.errno == .fileExists else { throw error }
        }
    }

    /// Makes the directory `path` and its missing parents, mode 0700, durably; existing is fine.
    package static func makePath(_ path: String) throws(FileError) -> Directory {
        var existing = FilePath(path)
        var missing: [String] = []
        while true {
            let place = existing.isEmpty ? "." : existing.string
            do throws(FileError) {
                let root = try Directory(path: place)
                guard !missing.isEmpty else { return root }
                let below = missing.reversed().joined(separator: "/")
                _ = try DurableDirectory(root: root).directory(below)
                return try Directory(path: path)
            } catch {
                guard error.errno == .noSuchFileOrDirectory, let last = existing.lastComponent
                else { throw error }
                missing.append(last.string)
                existing.removeLastComponent()
            }
        }
    }
}
