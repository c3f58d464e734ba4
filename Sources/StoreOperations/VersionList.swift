package import StoreModel

/// What `store list` found.
package struct VersionList: Sendable {
    /// nil: versions of several models.
    package let model: ModelName?
    package var versions: [VersionDocument] = []
    /// What should be in the list and cannot be read: whether it meets the conditions is not known.
    package var damaged: [Damage] = []

    /// A version, or a whole model, and why it cannot be read.
    package struct Damage: Sendable {
        /// `MODEL@ID`, or `MODEL`.
        package let name: String
        package let reason: StoreError
    }

    init(model: ModelName?) { self.model = model }

    /// Throws `integrity` if something is not in the list that should be.
    package func checkWhole() throws(StoreError) {
        guard let first = damaged.first else { return }
        guard damaged.count > 1 else { throw first.reason }
        // Ten say enough; `verify` names them all.
        let names = damaged.prefix(10).map(\.name).joined(separator: ", ")
        throw StoreError(
            .integrity, "\(damaged.count) are damaged, and not in the list: \(names)",
            fix: "store verify --all --repair", cause: first.reason.message)
    }

    /// The document `store.list/1`.
    package var json: JSON {
        .object([
            "schema": "store.list/1", "model": model.map { .string($0.text) } ?? .null,
            "versions": .array(versions.map { .object($0.members) }),
        ])
    }
}
