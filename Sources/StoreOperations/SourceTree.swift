import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// What a push found under its paths: files in byte order of their paths, and empty directories.
struct SourceTree: Sendable {
    var files: [SourceFile] = []
    var directories: [SourceDirectory] = []
    var emptyDirectories: [String] = []
    /// The pushed paths as they were given, with what they became in the version.
    var origins: [Origin] = []

    /// A pushed path and the place of its content in the version ("" for the top).
    struct Origin: Sendable {
        let path: String
        let prefix: String
    }

    var totalBytes: UInt64 { files.reduce(0) { $0 + $1.size } }

    /// Throws `changedWhileRead`, naming it, if anything is not as the walk found it: a version is of
    /// one moment, or it is not made.
    func checkUnchanged() throws(StoreError) {
        for file in files {
            try SourceTree.check(file.path) { () throws(FileError) in
                try file.root.statusBehindEntry(file.name).isSameContent(as: file.status)
            }
        }
        for directory in directories {
            try SourceTree.check(directory.path) { () throws(FileError) in
                let now = try directory.root.statusBehindEntry(directory.name)
                return now.inode == directory.status.inode
                    && now.modified == directory.status.modified
            }
        }
    }

    static func changed(_ path: String) -> StoreError {
        StoreError(
            .changedWhileRead, "\(quoted(path)) changed while it was read; nothing was registered",
            fix: "wait until the training job has written everything, then push again")
    }

    private static func check(
        _ path: String, _ isSame: () throws(FileError) -> Bool
    ) throws(StoreError) {
        do throws(FileError) {
            if try isSame() { return }
        } catch {
            guard error.errno == .noSuchFileOrDirectory else {
                throw StoreError(error, "cannot look at \(quoted(path))")
            }
        }
        throw changed(path)
    }
}

extension FileStatus {
    /// The same file with, as far as the kernel tells, the same bytes.
    func isSameContent(as other: FileStatus) -> Bool {
        isSamePlace(as: other) && size == other.size && modified == other.modified
            && changed == other.changed && kind == other.kind
    }
}
