package import Hashing

/// The root object of a version: every file, and all that is known about them. Its digest is the
/// SHA-256 of its canonical bytes (RFC 8785).
package struct Manifest: Hashable, Sendable {
    package static let schema = "store.manifest/1"

    package var model: ModelName
    package var version: VersionID
    package var created: Timestamp
    /// Sorted by the bytes of the path, each path once.
    package var files: [ManifestFile]
    /// Directories without entries, sorted by bytes.
    package var directories: [String]
    /// Scalars by dotted name; what a metrics file nests is flattened with dots.
    package var metrics: [String: JSON]
    package var run: String?
    /// Version digests this one was made from.
    package var parents: [Digest]
    package var dataset: String?
    package var description: String?
    package var changelog: String?
    package var labels: [String: String]
    /// Where else the bytes may be found: hints, never identity.
    package var locations: [String]
    package var legacyTreeHash: Digest?

    package init(model: ModelName, version: VersionID, created: Timestamp) {
        self.model = model
        self.version = version
        self.created = created
        files = []
        directories = []
        metrics = [:]
        parents = []
        labels = [:]
        locations = []
    }

    /// Plain bytes of all files together.
    package var totalBytes: UInt64 { files.reduce(0) { $0 &+ $1.size } }

    /// The canonical document.
    package var json: JSON {
        var members: [String: JSON] = [
            "schema": .string(Manifest.schema),
            "model": .string(model.text),
            "version": .string(version.text),
            "created": .string(created.description),
            "files": .array(files.map(Manifest.json)),
            "directories": .array(directories.map(JSON.string)),
        ]
        if !metrics.isEmpty { members["metrics"] = .object(metrics) }
        if let run { members["run"] = .string(run) }
        if !parents.isEmpty { members["parents"] = .array(parents.map { .string($0.hex) }) }
        if let dataset { members["dataset"] = .string(dataset) }
        if let description { members["description"] = .string(description) }
        if let changelog { members["changelog"] = .string(changelog) }
        if !labels.isEmpty { members["labels"] = .object(labels.mapValues(JSON.string)) }
        if !locations.isEmpty { members["locations"] = .array(locations.map(JSON.string)) }
        if let legacyTreeHash { members["legacy_tree_hash"] = .string(legacyTreeHash.hex) }
        return .object(members)
    }

    private static func json(_ file: ManifestFile) -> JSON {
        var members: [String: JSON] = [
            "path": .string(file.path),
            "size": .integer(Int64(file.size)),
            "sha256": .string(file.sha256.hex),
            "executable": .bool(file.isExecutable),
        ]
        if let role = file.role { members["role"] = .string(role.rawValue) }
        if let name = file.name { members["name"] = .string(name) }
        if let format = file.format { members["format"] = .string(format) }
        return .object(members)
    }
}
