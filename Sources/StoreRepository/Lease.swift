import FileIO
import Glibc
import StoreInterface
package import StoreModel
import SystemPackage

/// A file in `leases/` that its process holds locked: what a push or a mount is using, for gc and
/// `status` to see. The lock is the kernel's, so a lease dies with its process; and so it need not
/// outlive a power cut, and waits for no disk.
package final class Lease {
    private let root: Directory
    private let name: String
    private let file: DurableFile
    private var isHeld = true

    /// Takes a lease that says `content`; nil where the store cannot be written: nothing can be removed
    /// from under the reader of a read-only store.
    package static func take(
        _ kind: String, _ content: JSON, in repository: Repository
    ) throws(StoreError) -> Lease? {
        try make(kind, content, in: repository) {
            $0.errno == .readOnlyFileSystem || $0.errno == .permissionDenied
        }
    }

    /// The same for those who must not go on without one; nil only in memory, where there is no gc.
    package static func require(
        _ kind: String, _ content: JSON, in repository: Repository
    ) throws(StoreError) -> Lease? {
        try make(kind, content, in: repository) { _ in false }
    }

    private static func make(
        _ kind: String, _ content: JSON, in repository: Repository,
        goesWithout: (FileError) -> Bool
    ) throws(StoreError) -> Lease? {
        guard let root = repository.directory else { return nil }
        do throws(FileError) {
            return try Lease(kind, content, root: root)
        } catch {
            if goesWithout(error) { return nil }
            throw StoreError(error, "cannot take a lease in \(repository.path)/leases")
        }
    }

    private init(_ kind: String, _ content: JSON, root: Directory) throws(FileError) {
        self.root = root
        name = "\(kind)-\(getpid())-\(UInt64.random(in: 0...UInt64.max)).json"
        let places = DurableDirectory(root: root)
        file = try DurableFile(in: places.directoryForNow("tmp"))
        // Locked before it has a name: nobody ever sees it unlocked while it is in use.
        try file.lock()
        let result = content.canonicalBytes.withUnsafeBytes { bytes in
            Result { () throws(FileError) in try file.append(bytes) }
        }
        try result.get()
        try file.publishForNow(in: places.directoryForNow("leases"), as: name)
    }

    deinit { release() }

    /// Gives the lease up.
    package func release() {
        guard isHeld else { return }
        isHeld = false
        // A lease that cannot be removed is dead all the same: its lock goes with the descriptor.
        _ = try? root.removeFileForNow("leases/" + name)
        file.abandon()
    }
}
