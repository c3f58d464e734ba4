package import StoreModel

/// What `promote` or `rollback` did, or would do.
package struct ActivationResult: Sendable {
    package let model: ModelName
    package let action: Transition.Action
    /// What was active before; nil: nothing.
    package let from: VersionID?
    package var to: VersionDocument
    /// The generation of the record; where nothing changed or would, the newest one.
    package var generation: UInt64
    package let reason: String
    package let difference: VersionDifference
    package let commitment: Commitment
    /// What became of each gate; empty where no policy binds the model, and where nothing changed.
    package var gates: [GateResult] = []
    /// The signatures that counted.
    package var signatures: [SignatureMark] = []
    /// The refs that point at `to` now, sorted.
    package var refs: [RefName] { to.refs }

    package init(
        model: ModelName, action: Transition.Action, from: VersionID?, to: VersionDocument,
        generation: UInt64, reason: String, difference: VersionDifference, commitment: Commitment
    ) {
        self.model = model
        self.action = action
        self.from = from
        self.to = to
        self.generation = generation
        self.reason = reason
        self.difference = difference
        self.commitment = commitment
    }

    /// It was active already: no record was written.
    package var isUnchanged: Bool { from == to.entry.id }

    /// The documents `store.promote/1` and `store.rollback/1`.
    package var json: JSON {
        .object([
            "schema": .string("store.\(action.rawValue)/1"),
            "model": .string(model.text),
            "action": .string(action.rawValue),
            "from": from.map { .string($0.text) } ?? .null,
            "to": .string(to.entry.id.text),
            "generation": .integer(Int64(generation)),
            "reason": .string(reason),
            "diff": .object(difference.members),
            "gates": .array(gates.map(\.json)),
            "signatures": .array(signatures.map(\.json)),
            "unchanged": .bool(isUnchanged),
            "dry_run": .bool(commitment.isDryRun),
        ])
    }
}
