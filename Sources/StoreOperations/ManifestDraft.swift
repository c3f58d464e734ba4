import FileIO
import Hashing
import StoreModel

/// The manifest of a push, as far as it is known before its files have been read.
struct ManifestDraft {
    let request: PushRequest
    let tree: SourceTree
    let annotations: PushAnnotations

    /// - Parameter blobs: one for each file of the tree.
    func manifest(id: VersionID, created: Timestamp, blobs: [Digest]) -> Manifest {
        var manifest = Manifest(model: request.model, version: id, created: created)
        manifest.files = zip(tree.files, blobs).map { file, blob in
            annotations.annotated(
                ManifestFile(
                    path: file.path, size: file.size, sha256: blob,
                    isExecutable: file.status.isExecutable))
        }
        manifest.directories = tree.emptyDirectories
        manifest.metrics = annotations.metrics
        manifest.run = request.run
        manifest.parents = request.parents
        manifest.dataset = request.dataset
        manifest.description = request.description
        manifest.changelog = request.changelog
        manifest.labels = request.labels
        manifest.locations = request.locations
        return manifest
    }

    /// Throws if the manifest would be larger than anybody would read. Asked before anything is
    /// stored, so with other digests, which are as long as the right ones.
    func checkSize(at time: Timestamp) throws(StoreError) {
        guard mayExceed(request.manifestLimit) else { return }
        let fresh = try VersionID(time.compact)
        let manifest = manifest(
            id: request.version ?? fresh, created: request.created ?? time,
            blobs: tree.files.map { _ in Digest.ofNothing })
        let length = manifest.json.canonicalBytes.count
        guard length <= request.manifestLimit else {
            throw StoreError(
                .unsupported,
                "the manifest of these \(tree.files.count) files would have \(length) bytes; at most "
                    + "\(request.manifestLimit) can be read",
                fix: "push fewer files, or an archive of them")
        }
    }

    /// Whether it is worth the time to write the manifest out: for hundreds of thousands of files. The
    /// names of members, a digest and a size take less than 256 bytes a file. JSON makes at most six
    /// bytes of one, and what is no path is bounded by the command line and by `MetricsFile`.
    private func mayExceed(_ limit: Int) -> Bool {
        let paths =
            tree.files.lazy.map(\.path.utf8.count).reduce(0, +)
            + tree.emptyDirectories.lazy.map(\.utf8.count).reduce(0, +)
        return 6 * (paths + 256 * tree.files.count + MetricsFile.byteLimit) > limit / 2
    }
}
