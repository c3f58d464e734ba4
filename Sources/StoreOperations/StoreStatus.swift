package import StoreModel

/// The state of a store at a glance.
package struct StoreStatus: Sendable {
    package private(set) var health: Health = .ok
    /// What is wrong, one sentence each.
    package private(set) var findings: [String] = []
    /// The active version of each model that has one.
    package var models: [ActiveVersion] = []
    package var mounts: [MountStatus]
    /// Plain bytes of all versions, each counted whole.
    package var bytesLogical: UInt64 = 0
    /// Bytes of all objects that are not derivable, second copies included.
    package var bytesStored: UInt64 = 0

    package init(mounts: [MountStatus]) { self.mounts = mounts }

    /// Adds a finding; health becomes no better than `health`.
    package mutating func note(_ health: Health, _ finding: String) {
        self.health = max(self.health, health)
        findings.append(finding)
    }

    /// The document `store.status/1`.
    package var json: JSON {
        .object([
            "schema": "store.status/1", "health": .string(health.rawValue),
            "findings": .array(findings.map(JSON.string)),
            "models": .array(models.map { .object($0.members) }),
            "mounts": .array(mounts.map(\.json)),
            "bytes_logical": .integer(Int64(bytesLogical)),
            "bytes_stored": .integer(Int64(bytesStored)),
        ])
    }
}
