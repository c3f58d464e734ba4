package import StoreModel

/// An active version and the record that made it so.
package struct ActiveVersion: Sendable {
    package let version: VersionDocument
    package let activation: Transition

    package init(version: VersionDocument, activation: Transition) {
        self.version = version
        self.activation = activation
    }

    /// The contract's fields without `schema`.
    package var members: [String: JSON] {
        var members = version.members
        members["generation"] = .integer(Int64(activation.generation))
        members["since"] = .string(activation.time.description)
        members["actor"] = .string(activation.actor)
        members["reason"] = activation.reason.map(JSON.string) ?? .null
        members["gates"] = .array(activation.gates.map(\.json))
        return members
    }

    /// The document `store.active/1`.
    package var json: JSON {
        var members = members
        members["schema"] = "store.active/1"
        return .object(members)
    }
}
