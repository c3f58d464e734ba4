import Compression
package import FileIO
package import Hashing
import Sabotage
import StoreInterface
package import StoreModel
import SystemPackage

/// Blobs as plain files in `cache/blobs/`: derivable, so deleting them loses nothing. A copy is hashed
/// before it is used, because whoever links to it could have written to it.
package struct PlainCopies: Sendable {
    private static let home = "cache/blobs"

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
        let sized = SizedBlob(digest: blob, size: size)
        if try check(sized, in: .copy) == nil { try fill(sized) }
        return PlainCopies.path(of: blob)
    }

    /// Sees to it that the blob stands plain in a file that is sound, and that other processes know.
    package func provide(_ blob: SizedBlob) throws(StoreError) {
        if try prove(blob) != nil { return }
        try fill(blob)
        _ = try prove(blob)
    }

    /// Hashes the files in which the blob may stand plain until one is sound, and remembers that for
    /// all processes.
    func prove(_ blob: SizedBlob) throws(StoreError) -> CopyProof? {
        let packs = try packs(like: blob).map(PlainPlace.pack)
        for place in packs + [.copy] {
            guard let identity = try check(blob, in: place) else { continue }
            let proof = CopyProof(place, identity)
            proof.save(as: blob.digest, in: repository.storage)
            return proof
        }
        return nil
    }

    /// What somebody found out about the blob's plain file in this boot.
    func proof(of blob: SizedBlob) -> CopyProof? {
        CopyProof.load(blob.digest, from: repository.storage)
    }

    /// Hashes what stands there; nil unless it is the blob, and was all the while.
    func check(_ blob: SizedBlob, in place: PlainPlace) throws(StoreError) -> CopyIdentity? {
        return try reading(blob.digest) { () throws(FileError) in
            guard let file = try open(blob.digest, in: place) else { return nil }
            let status = try file.status()
            guard status.kind == .file, status.size == blob.size else { return nil }
            let identity = CopyIdentity(status)
            let found = try PlainCopies.hash(size: blob.size) {
                (offset, buffer) throws(FileError) in try file.read(at: offset, into: buffer)
            }
            guard found == blob.digest || Sabotage.trustsPlainCopies,
                try CopyIdentity(file.status()) == identity
            else {
                return nil
            }
            return identity
        }
    }

    /// Whether the blob stands plain in some file, a copy or a pack, so that no copy is wanted; nothing
    /// is read of it.
    package func stands(_ blob: SizedBlob) throws(StoreError) -> Bool {
        try hasCopy(blob) ? true : !packs(like: blob).isEmpty
    }

    /// Whether a copy of the blob's size stands there; nothing is read of it.
    func hasCopy(_ blob: SizedBlob) throws(StoreError) -> Bool {
        try reading(blob.digest) { () throws(FileError) in
            let status = try root.status(PlainCopies.path(of: blob.digest))
            return status?.kind == .file && status?.size == blob.size
        }
    }

    /// Packs whose indexes say that they are the blob.
    private func packs(like blob: SizedBlob) throws(StoreError) -> [Digest] {
        var found: [Digest] = []
        for recipe in try repository.recipesInUse(of: blob.digest, size: blob.size) {
            let pack = recipe.pack
            guard pack.packLength == blob.size, try pack.isWhole() else { continue }
            var offset: UInt64 = 0
            let index = try pack.index
            let isPlain = recipe.entries.allSatisfy { entry in
                defer { offset += UInt64(entry.plainLength) }
                guard let chunk = index.chunk(entry.chunk) else { return false }
                return chunk.offset == offset && chunk.codec == .raw && chunk.delta == nil
                    && chunk.plainLength == entry.plainLength
            }
            if isPlain { found.append(pack.id) }
        }
        return found
    }

    /// Opens what stands there, unhashed; nil if nothing does.
    func open(_ blob: Digest, in place: PlainPlace) throws(FileError) -> FileReader? {
        do throws(FileError) {
            return try root.openFile(PlainCopies.path(of: blob, in: place))
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw error
        }
    }

    /// Every copy there is, in no order. Names that are no digests are not the store's.
    package func all() throws(StoreError) -> [StandingCopy] {
        try attempting("cannot list \(repository.path)/\(PlainCopies.home)") {
            () throws(FileError) in
            guard try root.status(PlainCopies.home) != nil else { return [] }
            var copies: [StandingCopy] = []
            for place in try root.openDirectory(PlainCopies.home).entries() {
                guard place.kind == .directory, let name = place.name else { continue }
                let directory = try root.openDirectory(PlainCopies.home + "/" + name)
                for entry in try directory.entries() where entry.kind == .file {
                    guard let name = entry.name, let digest = Digest(hex: name),
                        // Another process may have removed it meanwhile.
                        let status = try directory.status(name)
                    else { continue }
                    copies.append(StandingCopy(digest, status))
                }
            }
            return copies
        }
    }

    /// Takes a copy's name away. Who has it open, or has linked to it, keeps it.
    package func remove(_ blob: Digest) throws(StoreError) {
        try writing { () throws(FileError) in try root.removeFile(PlainCopies.path(of: blob)) }
    }

    /// Makes the copy; what stands there is not sound, and goes.
    func fill(_ blob: SizedBlob) throws(StoreError) {
        let reader = try repository.openBlob(blob.digest, size: blob.size)
        let (file, directory) = try writing { () throws(FileError) in
            let places = DurableDirectory(root: root)
            let file = try DurableFile(in: places.directoryForNow("tmp"), permissions: 0o444)
            return (file, try places.directory(PlainCopies.place(of: blob.digest)))
        }
        let found = try PlainCopies.hash(size: blob.size) { (offset, buffer) throws(StoreError) in
            let count = try reader.read(at: offset, into: buffer)
            try writing { () throws(FileError) in
                try file.append(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
            }
            return count
        }
        guard found == blob.digest else {
            throw StoreError(
                .integrity, "blob \(blob.digest.short) does not match its name",
                fix: "store verify --all --repair-from STORE")
        }
        let outcome = try writing { () throws(FileError) in
            try root.removeFile(PlainCopies.path(of: blob.digest))
            return try file.publish(in: directory, as: blob.digest.hex)
        }
        guard outcome != .taken else {
            throw StoreError(
                .inputOutput,
                "another process put a bad copy of \(blob.digest.short) into the cache",
                fix: "rm -r \(repository.path)/\(PlainCopies.home), which loses nothing")
        }
    }

    private static func place(of blob: Digest) -> String { "\(home)/\(blob.hex.prefix(2))" }

    private static func path(of blob: Digest) -> String { place(of: blob) + "/" + blob.hex }

    private static func path(of blob: Digest, in place: PlainPlace) -> String {
        switch place {
        case .copy: path(of: blob)
        case .pack(let pack): ObjectLayout.pack(pack).text
        }
    }

    private func reading<R>(
        _ blob: Digest, _ body: () throws(FileError) -> R
    ) throws(StoreError) -> R {
        try attempting("cannot read \(repository.path)/\(PlainCopies.path(of: blob))", body)
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
