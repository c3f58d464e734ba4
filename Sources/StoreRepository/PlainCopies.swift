package import FileIO
package import Hashing
import StoreInterface
package import StoreModel
import SystemPackage

/// Blobs as plain files in `cache/blobs/`: derivable, so deleting them loses nothing. A copy is hashed
/// whenever it is used, because whoever links to it could have written to it.
package struct PlainCopies {
    package let root: Directory
    private let repository: Repository

    /// Nil for a store that is no directory.
    package init?(of repository: Repository) {
        guard let root = repository.directory else { return nil }
        self.root = root
        self.repository = repository
    }

    /// The path below `root` of a sound plain copy, mode 0444, made if there is none.
    package func copy(of blob: Digest, size: UInt64) throws(StoreError) -> String {
        let hex = blob.hex
        let place = "cache/blobs/\(hex.prefix(2))"
        let path = place + "/" + hex
        let isThere = try attempting("cannot read \(repository.path)/\(path)") {
            () throws(FileError) in try isSound(path, blob, size: size)
        }
        guard !isThere else { return path }
        try fill(hex, in: place, blob, size: size)
        return path
    }

    private func isSound(
        _ path: String, _ blob: Digest, size: UInt64
    ) throws(FileError) -> Bool {
        guard let status = try root.status(path), status.kind == .file, status.size == size else {
            return false
        }
        let file = try root.openFile(path)
        return try PlainCopies.hash(size: size) { (offset, buffer) throws(FileError) in
            try file.read(at: offset, into: buffer)
        } == blob
    }

    private func fill(
        _ name: String, in place: String, _ blob: Digest, size: UInt64
    ) throws(StoreError) {
        let reader = try repository.openBlob(blob, size: size)
        let (file, directory) = try writing { () throws(FileError) in
            let places = DurableDirectory(root: root)
            let file = try DurableFile(in: places.directory("tmp"), permissions: 0o444)
            return (file, try places.directory(place))
        }
        let found = try PlainCopies.hash(size: size) { (offset, buffer) throws(StoreError) in
            let count = try reader.read(at: offset, into: buffer)
            try writing { () throws(FileError) in
                try file.append(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
            }
            return count
        }
        guard found == blob else {
            throw StoreError(
                .integrity, "blob \(blob.short) does not match its name",
                fix: "store verify --all --repair-from STORE")
        }
        try writing { () throws(FileError) in
            // What stood there was not sound, so it is replaced.
            if try directory.status(name) == nil {
                _ = try file.publish(in: directory, as: name)
            } else {
                try file.publish(in: directory, replacing: name)
            }
        }
    }

    private func writing<R>(_ body: () throws(FileError) -> R) throws(StoreError) -> R {
        try attempting("cannot write to \(repository.path)/cache", body)
    }

    /// What `size` bytes hash to, read by `read` in pieces of 1 MiB.
    private static func hash<E: Error>(
        size: UInt64, _ read: (UInt64, UnsafeMutableRawBufferPointer) throws(E) -> Int
    ) throws(E) -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = SHA256Hasher()
        var offset: UInt64 = 0
        while offset < size {
            let count = try read(offset, buffer)
            guard count > 0 else { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
            offset += UInt64(count)
        }
        return hasher.finish()
    }
}
