package import StoreModel

/// What a verb wants to record; the journal fills in generation, time, chain and resulting refs.
package struct TransitionDraft: Sendable {
    package let action: Transition.Action
    package let reason: String?
    /// Where each named ref goes; nil removes it.
    package let moves: [RefName: VersionEntry?]
    /// The version a push registers.
    package let registers: VersionEntry?
    /// The versions that a removal takes away; no ref names them.
    package let removes: [VersionID]
    /// What a record of action `policy` sets; nil there: the policy ends.
    package var policy: Policy?
    /// What became of each gate.
    package var gates: [GateResult] = []
    /// The signatures that counted.
    package var signatures: [SignatureMark] = []
    /// The store-wide policy that was judged by; nil: whichever was before.
    package var storePolicy: PolicyMark?

    package init(
        action: Transition.Action, reason: String?, moves: [RefName: VersionEntry?],
        registers: VersionEntry? = nil, removes: [VersionID] = []
    ) {
        self.action = action
        self.reason = reason
        self.moves = moves
        self.registers = registers
        self.removes = removes.sorted()
    }

    /// The record that follows `state`. Time never goes back, whatever the clock does.
    func record(
        of model: ModelName, after state: ModelState?, actor: String, now: Timestamp
    ) -> Transition {
        let generation = (state?.generation ?? 0) + 1
        let earliest = state.map { $0.head.time.advanced(by: 1) } ?? now
        var refs = state?.refs ?? [:]
        var changes: [RefName: Transition.Change] = [:]
        for (name, target) in moves {
            let before = refs[name]
            refs[name] = target?.target
            guard before != target?.target else { continue }
            changes[name] = Transition.Change(from: before?.version, to: target?.id)
        }
        var record = Transition(
            model: model, generation: generation, previous: state?.headDigest,
            time: max(now, earliest), actor: actor, action: action, reason: reason,
            changes: changes, refs: refs, version: registers, removed: removes)
        record.policy = state?.head.policy
        record.storePolicy = storePolicy ?? state?.head.storePolicy
        record.gates = gates
        record.signatures = signatures
        if action == .policy {
            record.document = policy
            record.policy = policy.map { PolicyMark(generation: generation, digest: $0.digest) }
        }
        if generation % Transition.checkpointInterval == 0 {
            record.checkpoint = (state?.entries ?? []).applying(record)
        }
        return record
    }
}
