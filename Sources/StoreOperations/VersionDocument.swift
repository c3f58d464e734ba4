import Hashing
package import StoreModel

/// A version with what its manifest says: the record that most documents are made of.
package struct VersionDocument: Hashable, Sendable {
    package let entry: VersionEntry
    package let manifest: Manifest
    /// The refs that point at it, sorted.
    package var refs: [RefName]
    /// What became of the gates when it was made active; only `show` of what is active looks for them.
    package var gates: [GateResult] = []

    package init(entry: VersionEntry, manifest: Manifest, refs: [RefName]) {
        self.entry = entry
        self.manifest = manifest
        self.refs = refs
    }

    package var model: ModelName { manifest.model }

    /// The contract's fields (docs/cli.md, "Documents"), without `schema`.
    package var members: [String: JSON] {
        [
            "model": .string(model.text),
            "version": .string(entry.id.text),
            "number": .integer(Int64(entry.number)),
            "digest": .string(entry.manifest.hex),
            "created": .string(manifest.created.description),
            "refs": .array(refs.map { .string($0.text) }),
            "files": .integer(Int64(manifest.files.count)),
            "bytes": .integer(Int64(manifest.totalBytes)),
            "metrics": .object(manifest.metrics),
            "description": manifest.description.map(JSON.string) ?? .null,
        ]
    }
}
