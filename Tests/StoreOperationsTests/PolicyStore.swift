import StoreModel
import StoreOperations
import StoreRepository

/// Policies on a `TestStore`.
extension TestStore {
    static func policy(_ gates: [String: JSON]...) throws -> Policy {
        let document: JSON = .object([
            "schema": "store.policy/1", "gates": .array(gates.map(JSON.object)),
        ])
        return try Policy(MarkedNode(document))
    }

    /// Sets or ends the policy of a model.
    @discardableResult
    func set(_ policy: Policy?, for model: ModelName? = nil) throws -> SetPolicy.Result {
        try SetPolicy(policy, reason: "thresholds", actor: "test@host")
            .run(for: model ?? ModelName("qb"), in: repository)
    }

    func promote(
        _ reference: String, overriding gates: [String], condition: Gate? = nil
    ) throws -> ActivationResult {
        var promote = Promote(
            try Reference(reference), selection: ModelSelection(try ModelName("qb")),
            reason: "test", actor: "test@host")
        promote.overrides = gates
        promote.condition = condition
        return try promote.run(in: repository)
    }

    /// The newest record of `qb`.
    var head: Transition {
        get throws { try repository.state(of: ModelName("qb")).head }
    }
}
