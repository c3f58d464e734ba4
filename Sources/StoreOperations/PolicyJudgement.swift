import Sabotage
import StoreModel
import StoreRepository

/// Judges a version by every policy that binds its model, before it becomes active.
struct PolicyJudgement {
    let repository: Repository
    let action: Transition.Action
    /// Gates that somebody wants to pass although they fail.
    var overrides: [String] = []
    /// A gate of the command itself.
    var condition: Gate?

    /// What was found, for the record.
    struct Outcome {
        var gates: [GateResult] = []
        /// The signatures that count.
        var signatures: [SignatureMark] = []
        /// What a policy is missing besides gates.
        var objections: [String] = []
        var storePolicy: PolicyMark?
        /// The gates that say no.
        var failed: [GateResult] { gates.filter { $0.verdict == .failed } }
    }

    private struct Question {
        let gate: Gate
        let origin: GateResult.Origin
    }

    /// - Parameter active: the manifest of what is active, if that can be read.
    func outcome(
        of target: VersionDocument, after active: Manifest?, in state: ModelState
    ) throws(StoreError) -> Outcome {
        let store =
            Sabotage.ignoresStorePolicy ? nil : try StorePolicy.read(for: state, in: repository)
        let policies = [try PolicyInForce.own(state, in: repository), store?.policy]
        var questions = policies.compactMap(\.self).flatMap { force in
            force.policy.gates.map { Question(gate: $0, origin: force.origin) }
        }
        if let condition { questions.append(Question(gate: condition, origin: .command)) }
        try checkOverrides(questions, in: state.model)
        var outcome = Outcome(storePolicy: store?.mark)
        if !Sabotage.skipsSignatures {
            let signatures = SignatureJudgement(
                repository: repository, policies: policies.compactMap(\.self))
            (outcome.signatures, outcome.objections) = try signatures.run(target)
        }
        outcome.objections += try disorder(of: target, in: state, by: policies.compactMap(\.self))
        guard !questions.isEmpty, !Sabotage.skipsGates else { return outcome }
        let comparing = questions.contains { $0.gate.comparesWithActive }
        let baseline =
            comparing ? try baseline(for: target, after: active, in: state) : .nothing
        outcome.gates = questions.map { question in
            passed(
                question.gate.judge(
                    target.manifest.metrics, against: baseline, policy: question.origin))
        }
        return outcome
    }

    /// Throws `refused` naming each gate that fails.
    func run(
        _ target: VersionDocument, after active: Manifest?, in state: ModelState
    ) throws(StoreError) -> Outcome {
        let outcome = try outcome(of: target, after: active, in: state)
        let reasons =
            outcome.failed.map { "gate \($0.name): \($0.detail ?? $0.rule)" } + outcome.objections
        guard !reasons.isEmpty else { return outcome }
        throw StoreError(
            .refused,
            "\(state.model)@\(target.entry.id) does not satisfy the policy: "
                + reasons.joined(separator: "; "),
            fix: "store policy show --model \(state.model)")
    }

    /// What failed passes if that was asked for; that it may was checked.
    private func passed(_ result: GateResult) -> GateResult {
        guard result.verdict == .failed, overrides.contains(result.name), result.policy != .command
        else { return result }
        return result.turned(.overridden)
    }

    private func checkOverrides(
        _ questions: [Question], in model: ModelName
    ) throws(StoreError) {
        for name in overrides {
            let named = questions.filter { $0.gate.name == name && $0.origin != .command }
            guard !named.isEmpty else {
                throw StoreError(
                    .usage, "no policy of \(model) has a gate \(quoted(name))",
                    fix: "store policy show --model \(model)")
            }
            let isPermitted = named.allSatisfy(\.gate.isOverridable)
            guard isPermitted || Sabotage.overridesFreely else {
                throw StoreError(
                    .refused, "the policy of \(model) does not let the gate \(name) be overridden",
                    fix: "store policy show --model \(model)")
            }
        }
    }

    private func baseline(
        for target: VersionDocument, after active: Manifest?, in state: ModelState
    ) throws(StoreError) -> Gate.Baseline {
        guard state.active != nil else { return .nothing }
        if try isReturn(to: target, in: state) { return .waived }
        return active.map { .metrics($0.metrics) } ?? .unreadable
    }

    /// Whether a rollback goes back to what was active before, and so has satisfied what a version must
    /// go through on its way.
    private func isReturn(
        to target: VersionDocument, in state: ModelState
    ) throws(StoreError) -> Bool {
        guard action == .rollback else { return false }
        if Sabotage.waivesFreely { return true }
        return try History(repository, of: state).wasActive(target.entry.id)
    }

    /// Each ref that a policy promotes from and that does not point at `target`.
    private func disorder(
        of target: VersionDocument, in state: ModelState, by policies: [PolicyInForce]
    ) throws(StoreError) -> [String] {
        let origins = Set(policies.compactMap(\.policy.promotesFrom)).sorted().filter {
            state.refs[$0]?.version != target.entry.id
        }
        guard !origins.isEmpty, !Sabotage.skipsPromotionOrder,
            try !isReturn(to: target, in: state)
        else { return [] }
        return origins.map { origin in
            let place = state.refs[origin].map { "points at \($0.version)" } ?? "is not there"
            return "versions are promoted from \(origin), which \(place)"
        }
    }
}
