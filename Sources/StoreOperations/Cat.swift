package import StoreInterface
package import StoreModel

/// `store cat`: the bytes of one file of a version.
package struct Cat: Sendable {
    private let store: any ReadableStore & BlobOpener

    package init(_ store: any ReadableStore & BlobOpener) { self.store = store }

    /// Hands the file's checked bytes to `sink`, in order. What it was handed before an `integrity`
    /// error is right as far as it goes.
    package func run(
        _ reference: Reference, path: String, selection: ModelSelection,
        sink: (UnsafeRawBufferPointer) throws(StoreError) -> Void
    ) throws(StoreError) {
        let version = try ShowVersion(store).run(reference, selection: selection)
        let file = try Cat.file(path, in: version)
        do throws(StoreError) {
            let reader = try store.openBlob(file.sha256, size: file.size)
            try Cat.copy(reader, of: file, to: sink)
        } catch {
            throw error.naming(version.entry, of: version.model)
        }
    }

    /// Every chunk is checked before it is handed on; that they are the right ones in the right order
    /// is known at the end, and an error then says that what came out is not the file.
    static func copy(
        _ reader: any BlobReader, of file: ManifestFile,
        to sink: (UnsafeRawBufferPointer) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard try reader.digest(passing: sink) == file.sha256 else {
            throw StoreError(
                .integrity, "\(quoted(file.path)) is put together from the wrong chunks",
                fix: "store verify --all --repair-from STORE")
        }
    }

    private static func file(
        _ path: String, in version: VersionDocument
    ) throws(StoreError) -> ManifestFile {
        if let file = version.manifest.files.first(where: { $0.path == path }) { return file }
        let name = "\(version.model)@\(version.entry.id)"
        let parent = path.hasSuffix("/") ? String(path.dropLast()) : path
        let files = version.manifest.files
        if let inside = files.first(where: { ManifestPath.lies($0.path, below: parent) }) {
            throw StoreError(
                .usage, "\(quoted(path)) is a directory of \(name)",
                fix: "store cat \(name) \(quoted(inside.path))")
        }
        let paths = version.manifest.files.map(\.path)
        let close = Closeness.suggestions(for: path, among: paths)
        throw StoreError(
            .notFound, "\(name) has no file \(quoted(path))",
            fix: close.isEmpty
                ? "store show \(name)" : "store cat \(name) \(quoted(close[0]))")
    }
}
