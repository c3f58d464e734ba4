package import Hashing

/// What a version must satisfy before it becomes active: of one model, or of every model of a store.
package struct Policy: Hashable, Sendable {
    package static let schema = "store.policy/1"
    /// Of a policy file, in bytes.
    package static let byteLimit = 64 << 10
    package static let gateLimit = 64

    package var gates: [Gate]
    package var signatures: SignatureRule?
    /// The ref that must point at a version before it becomes active.
    package var promotesFrom: RefName?
    /// What a push may call a new version.
    package var versionIDs: VersionIDRule?

    package init(
        gates: [Gate], signatures: SignatureRule? = nil, promotesFrom: RefName? = nil,
        versionIDs: VersionIDRule? = nil
    ) {
        self.gates = gates
        self.signatures = signatures
        self.promotesFrom = promotesFrom
        self.versionIDs = versionIDs
    }

    /// The canonical document: what the journal keeps.
    package var json: JSON {
        var members: [String: JSON] = ["schema": .string(Policy.schema)]
        if !gates.isEmpty { members["gates"] = .array(gates.map(Policy.json)) }
        if let signatures { members["signatures"] = signatures.json }
        if let promotesFrom { members["promotesFrom"] = .string(promotesFrom.text) }
        if let versionIDs { members["version_ids"] = .string(versionIDs.rawValue) }
        return .object(members)
    }

    /// SHA-256 of the canonical bytes.
    package var digest: Digest { SHA256Hasher.digest(of: json.canonicalBytes) }

    private static func json(_ gate: Gate) -> JSON {
        var members: [String: JSON] = [
            "name": .string(gate.name), "metric": .string(gate.metric),
        ]
        switch gate.condition {
        case .atLeast(let bound): members["at_least"] = .string(bound.text)
        case .atMost(let bound): members["at_most"] = .string(bound.text)
        case .absAtMost(let bound): members["abs_at_most"] = .string(bound.text)
        case .improves(let direction, let delta):
            members["improves"] = .string(direction.rawValue)
            if let delta { members["min_delta"] = .string(delta.text) }
        }
        if let unit = gate.unit { members["unit"] = .string(unit.rawValue) }
        if gate.isOverridable { members["overridable"] = true }
        return .object(members)
    }
}
