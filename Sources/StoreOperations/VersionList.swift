package import StoreModel

/// What `store list` found.
package struct VersionList: Sendable {
    /// nil: versions of several models.
    package let model: ModelName?
    package let versions: [VersionDocument]

    package init(model: ModelName?, versions: [VersionDocument]) {
        self.model = model
        self.versions = versions
    }

    /// The document `store.list/1`.
    package var json: JSON {
        .object([
            "schema": "store.list/1", "model": model.map { .string($0.text) } ?? .null,
            "versions": .array(versions.map { .object($0.members) }),
        ])
    }
}
