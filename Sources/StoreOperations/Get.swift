import FileIO
import Glibc
import Hashing
import StoreInterface
package import StoreModel
package import StoreRepository
import SystemPackage

/// `store get`: a version as plain files in a directory of the user's. The directory is filled
/// beside its place and renamed into it, so it is there whole or not at all.
package struct Get: Sendable {
    /// How files come into the directory.
    package enum Means: Sendable {
        case copying
        /// Hard links to verified plain copies in the store's cache, which are made if they are
        /// missing; copies where a link cannot be.
        case linking
    }

    package var means: Means = .copying
    /// Asked after every file and every mebibyte; true ends the run with an error, with nothing left.
    package var shouldStop: @Sendable () -> Bool = { false }
    private let repository: Repository
    private let progress: any ProgressObserver

    package init(_ repository: Repository, progress: any ProgressObserver = NoProgress()) {
        self.repository = repository
        self.progress = progress
    }

    /// - Parameter path: must not exist, or be an empty directory.
    package func run(
        _ reference: Reference, selection: ModelSelection, into path: String
    ) throws(StoreError) -> GetResult {
        let version = try ShowVersion(repository).run(reference, selection: selection)
        let tree: DurableTree
        do throws(FileError) {
            tree = try DurableTree(at: path)
        } catch {
            guard error.errno == .fileExists else {
                throw StoreError(error, "cannot make \(quoted(path))")
            }
            throw StoreError(
                .exists, "\(quoted(path)) exists and is not an empty directory",
                fix: "give a directory that does not exist yet")
        }
        defer { tree.abandon() }
        let linked = try fill(tree, with: version)
        try attempting("cannot put \(quoted(path)) into place") { () throws(FileError) in
            try tree.publish()
        }
        return GetResult(version: version, path: path, filesLinked: linked)
    }

    private func fill(
        _ tree: DurableTree, with version: VersionDocument
    ) throws(StoreError) -> Int {
        let manifest = version.manifest
        for directory in Get.directories(of: manifest) {
            try attempting("cannot make the directory \(quoted(directory))") {
                () throws(FileError) in try tree.makeDirectory(directory)
            }
        }
        var linked = 0
        var done: UInt64 = 0
        for file in manifest.files {
            do throws(StoreError) {
                try checkStop()
                if try link(file, into: tree) { linked += 1 } else { try copy(file, into: tree) }
            } catch {
                throw error.naming(version.entry, of: version.model)
            }
            done += file.size
            progress.advance(
                ProgressEvent(phase: .write, bytesDone: done, bytesTotal: manifest.totalBytes))
        }
        return linked
    }

    /// Every directory of the tree, parents before children.
    private static func directories(of manifest: Manifest) -> [String] {
        var all: Set<String> = []
        for path in manifest.files.map(\.path) { insertParents(of: path, into: &all) }
        for path in manifest.directories {
            insertParents(of: path, into: &all)
            all.insert(path)
        }
        return all.sorted(by: ManifestPath.precedes)
    }

    private static func insertParents(of path: String, into all: inout Set<String>) {
        var rest = path[...]
        while let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) {
            rest = rest[..<slash]
            guard all.insert(String(rest)).inserted else { return }
        }
    }

    private func copy(_ file: ManifestFile, into tree: DurableTree) throws(StoreError) {
        let reader = try repository.openBlob(file.sha256, size: file.size)
        var outcome = Result<Void, StoreError>.success(())
        let permissions: UInt32 = file.isExecutable ? 0o755 : 0o644
        try attempting("cannot write \(quoted(file.path))") { () throws(FileError) in
            try tree.makeFile(file.path, permissions: permissions) { append in
                outcome = Result { () throws(StoreError) in
                    try Cat.copy(reader, of: file) { (bytes) throws(StoreError) in
                        try checkStop()
                        try attempting("cannot write \(quoted(file.path))") {
                            () throws(FileError) in try append(bytes)
                        }
                    }
                }
            }
        }
        try outcome.get()
    }

    private func checkStop() throws(StoreError) {
        if shouldStop() {
            throw StoreError(.inputOutput, "stopped by a signal", fix: "run the same command again")
        }
    }

    /// What linkat(2) says where files cannot be linked: on another file system, by somebody who does
    /// not own the copy (protected_hardlinks), where there are no links, or no more of them. ENOENT: a
    /// mount that keeps to its --cache-size has taken the copy away meanwhile.
    private static let unlinkable: Set<Errno> = [
        .improperLink, .notPermitted, .notSupported, .tooManyLinks,
        .noSuchFileOrDirectory,
    ]

    /// Links the file to its plain copy in `cache/`; false where it must be copied: it cannot be
    /// linked, or is executable, which the copy is not.
    private func link(_ file: ManifestFile, into tree: DurableTree) throws(StoreError) -> Bool {
        guard means == .linking, !file.isExecutable, file.size > 0,
            let plain = PlainCopies(of: repository)
        else { return false }
        // Found out before a copy is made that could not be linked to.
        let isNear = try attempting("cannot look at \(quoted(tree.path))") { () throws(FileError) in
            try tree.sharesFileSystem(with: plain.root)
        }
        guard isNear else { return false }
        let copy = try plain.copy(of: file.sha256, size: file.size)
        do throws(FileError) {
            try tree.linkFile(copy, beneath: plain.root, as: file.path)
            return true
        } catch {
            guard Get.unlinkable.contains(error.errno) else {
                throw StoreError(error, "cannot link \(quoted(file.path))")
            }
            return false
        }
    }
}
