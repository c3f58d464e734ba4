import FileIO
import Glibc
import StoreInterface
import StoreModel
import SystemPackage

/// Walks the paths of a push. Symbolic links are followed; everything that cannot be part of a
/// version is an error that names it.
struct SourceTreeWalk {
    private var tree = SourceTree()
    private var names = PathSet()
    private let excludes: [String]
    /// The store itself, which must not be pushed into itself.
    private let store: FileStatus?

    /// One directory alone becomes the top of the version; anything else stands under its own name.
    static func tree(
        of paths: [String], excludes: [String], store: Directory?
    ) throws(StoreError) -> SourceTree {
        let status = try attempting("cannot look at the store") { () throws(FileError) in
            try store?.status()
        }
        var walk = SourceTreeWalk(excludes: excludes, store: status)
        for path in paths { try walk.add(path, count: paths.count) }
        walk.tree.files.sort { ManifestPath.precedes($0.path, $1.path) }
        walk.tree.emptyDirectories.sort(by: ManifestPath.precedes)
        guard !walk.tree.files.isEmpty else {
            throw StoreError(
                .usage,
                "there are no files to push in \(paths.map(quoted).joined(separator: ", "))",
                fix: "store push DIR, with DIR the directory of the trained model")
        }
        return walk.tree
    }

    private init(excludes: [String], store: FileStatus?) {
        self.excludes = excludes
        self.store = store
    }

    private mutating func add(_ path: String, count: Int) throws(StoreError) {
        let absolute = FilePath.absolute(path)
        let (parent, name) = try SourceTreeWalk.location(of: absolute, given: path)
        let bytes = Array(name.utf8)
        let status = try SourceTreeWalk.status(of: bytes, in: parent, given: path)
        let isTop = count == 1 && status.kind == .directory
        tree.origins.append(
            SourceTree.Origin(path: absolute.string, prefix: isTop ? "" : name))
        if isTop {
            try enter(Place(top: parent, path: bytes), below: "", ancestors: [], status)
        } else {
            try add(bytes, in: Place(top: parent, path: []), below: "", ancestors: [])
        }
    }

    /// The directory above a pushed path, and the path's last component.
    private static func location(
        of absolute: FilePath, given: String
    ) throws(StoreError) -> (Directory, String) {
        // The parent of "/" and of "x/.." is what the kernel says it is, so those are opened as ".".
        let last = absolute.lastComponent
        let isPlain = last?.kind == .regular
        let above = isPlain ? absolute.removingLastComponent() : absolute
        do throws(FileError) {
            return (try Directory(path: above.string), isPlain ? last?.string ?? "." : ".")
        } catch {
            guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else {
                throw StoreError(error, "cannot open \(quoted(given))")
            }
            throw absent(given)
        }
    }

    private static func status(
        of name: [UInt8], in parent: Directory, given: String
    ) throws(StoreError) -> FileStatus {
        do throws(FileError) {
            return try parent.statusBehindEntry(name)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else {
                throw StoreError(error, "cannot look at \(quoted(given))")
            }
            throw absent(given)
        }
    }

    private static func absent(_ path: String) -> StoreError {
        StoreError(
            .notFound, "\(quoted(path)) is not there",
            fix: "check the path; store push takes a directory or files")
    }

    /// A directory by its path from the one that was pushed: no more than one descriptor is open at a
    /// time, however many directories there are.
    private struct Place {
        let top: Directory
        let path: [UInt8]

        func path(of name: [UInt8]) -> [UInt8] { path.isEmpty ? name : path + [0x2F] + name }
    }

    /// Adds whatever stands at `name` in `place`, under `prefix` in the version.
    private mutating func add(
        _ name: [UInt8], in place: Place, below prefix: String, ancestors: [FileStatus]
    ) throws(StoreError) {
        guard let text = String(validating: name, as: UTF8.self) else {
            let shown = prefix + String(decoding: name, as: UTF8.self)
            throw StoreError(
                .badInput, "the name \(quoted(shown)) is not UTF-8",
                fix: "rename it, or leave it out: --exclude GLOB")
        }
        let path = prefix + text
        guard !isExcluded(path, text) else { return }
        if let reason = ManifestPath.objection(to: path) {
            throw StoreError(
                .badInput, "\(quoted(path)) cannot be pushed: \(reason)",
                fix: "rename it, or leave it out: --exclude GLOB")
        }
        let found = Place(top: place.top, path: place.path(of: name))
        let status = try behind(found, path)
        switch status.kind {
        case .file:
            try claim(path, .file)
            tree.files.append(
                SourceFile(path: path, root: found.top, name: found.path, status: status))
        case .directory:
            try enter(found, below: path + "/", ancestors: ancestors, status)
        case .fifo, .socket, .device, .symbolicLink, .other:
            throw StoreError(
                .badInput, "\(quoted(path)) is a \(status.kind), not a file or a directory",
                fix: "leave it out: --exclude \(quoted(text))")
        }
    }

    private mutating func enter(
        _ place: Place, below prefix: String, ancestors: [FileStatus], _ status: FileStatus
    ) throws(StoreError) {
        let path = prefix.isEmpty ? "." : String(prefix.dropLast())
        guard !ancestors.contains(where: { $0.isSamePlace(as: status) }) else {
            throw StoreError(
                .badInput, "\(quoted(path)) leads back to a directory above it",
                fix: "remove the link, or leave it out: --exclude GLOB")
        }
        guard store.map({ !$0.isSamePlace(as: status) }) ?? true else {
            throw StoreError(
                .badInput, "\(quoted(path)) is the store itself",
                fix: "keep the store elsewhere (--store PATH), or --exclude it")
        }
        let entries = try attempting("cannot read the directory \(quoted(path))") {
            () throws(FileError) in
            try place.top.openDirectoryEntry(place.path).entries()
        }
        tree.directories.append(
            SourceDirectory(path: path, root: place.top, name: place.path, status: status))
        let before = tree.files.count + tree.emptyDirectories.count
        for entry in entries {
            try add(entry.bytes, in: place, below: prefix, ancestors: ancestors + [status])
        }
        if before == tree.files.count + tree.emptyDirectories.count, !prefix.isEmpty {
            try claim(path, .emptyDirectory)
            tree.emptyDirectories.append(path)
        }
    }

    private func behind(_ place: Place, _ path: String) throws(StoreError) -> FileStatus {
        do throws(FileError) {
            return try place.top.statusBehindEntry(place.path)
        } catch {
            switch error.errno {
            case .noSuchFileOrDirectory:
                throw StoreError(
                    .badInput, "\(quoted(path)) is a symbolic link to something that is not there",
                    fix: "repair or remove the link, or leave it out: --exclude GLOB")
            case .tooManySymbolicLinkLevels:
                throw StoreError(
                    .badInput, "\(quoted(path)) is a symbolic link that leads to itself",
                    fix: "remove the link, or leave it out: --exclude GLOB")
            default: throw StoreError(error, "cannot look at \(quoted(path))")
            }
        }
    }

    private mutating func claim(_ path: String, _ kind: PathSet.Kind) throws(StoreError) {
        do throws(StoreError) {
            try names.insert(path, kind: kind)
        } catch {
            throw StoreError(
                .badInput, error.message.replacingPrefix("bad manifest: ", with: "cannot push "),
                fix: "rename one of them, or leave it out: --exclude GLOB")
        }
    }

    private func isExcluded(_ path: String, _ last: String) -> Bool {
        excludes.contains { fnmatch($0, path, 0) == 0 || fnmatch($0, last, 0) == 0 }
    }
}

extension FileStatus {
    func isSamePlace(as other: FileStatus) -> Bool {
        device == other.device && inode == other.inode
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
