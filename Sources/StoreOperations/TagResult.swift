package import StoreModel

/// Where a ref pointed and points.
package struct TagResult: Sendable {
    package let model: ModelName
    package let name: RefName
    package let from: VersionID?
    /// nil: it was deleted.
    package let to: VersionID?
    package var generation: UInt64

    package init(
        model: ModelName, name: RefName, from: VersionID?, to: VersionID?, generation: UInt64
    ) {
        self.model = model
        self.name = name
        self.from = from
        self.to = to
        self.generation = generation
    }

    /// The document `store.tag/1`.
    package var json: JSON {
        .object([
            "schema": "store.tag/1", "model": .string(model.text), "ref": .string(name.text),
            "from": from.map { .string($0.text) } ?? .null,
            "to": to.map { .string($0.text) } ?? .null,
            "generation": .integer(Int64(generation)),
        ])
    }
}
