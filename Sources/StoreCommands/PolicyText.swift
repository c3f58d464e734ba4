import Hashing
import StoreModel
import StoreOperations

/// A policy as people and programs read it.
enum PolicyText {
    /// What became of `policy set` or `policy clear`.
    static func outcome(_ result: SetPolicy.Result, _ console: Console) throws(StoreError) {
        let sentence = sentence(result)
        try console.emit(
            .object([
                "schema": "store.policy-set/1", "model": PolicyScope.json(result.model),
                "generation": .integer(Int64(result.generation)),
                "unchanged": .bool(result.isUnchanged),
                "digest": result.policy.map { .string($0.digest.hex) } ?? .null,
                "policy": result.policy?.json ?? .null,
            ]),
            quiet: result.policy?.digest.hex ?? "", text: sentence + "\n", done: sentence)
    }

    private static func sentence(_ result: SetPolicy.Result) -> String {
        let owner = PolicyScope.text(result.model)
        guard let policy = result.policy else {
            return result.isUnchanged
                ? "\(owner) has no policy; nothing was recorded"
                : "the policy of \(owner) has ended (generation \(result.generation))"
        }
        let name = "policy \(policy.digest.short) of \(owner)"
        return result.isUnchanged
            ? "\(name) is in force already; nothing was recorded"
            : "\(name) is in force (generation \(result.generation))"
    }

    static func json(_ force: PolicyInForce) -> JSON {
        .object([
            "scope": .string(force.origin.rawValue),
            "generation": .integer(Int64(force.record.generation)),
            "since": .string(force.record.time.description),
            "actor": .string(force.record.actor),
            "reason": force.record.reason.map(JSON.string) ?? .null,
            "digest": .string(force.policy.digest.hex), "policy": force.policy.json,
        ])
    }

    /// Whose it is and since when, and its rules.
    static func text(_ force: PolicyInForce, _ session: Session) -> String {
        let record = force.record
        let rows: [(String, Cell)] = [
            ("policy of", Cell(PolicyScope.text(record.model), style: .bold)),
            ("digest", .digest(force.policy.digest)), ("generation", .number(record.generation)),
            ("since", .time(record.time, now: session.now)), ("actor", Cell(record.actor)),
            ("reason", Cell(record.reason ?? "")),
        ]
        return VersionTable.text(rows, session.console) + rules(force.policy, session.console)
    }

    static func rules(_ policy: Policy, _ console: Console) -> String {
        gates(policy, console) + keys(policy, console) + ways(policy, console)
    }

    private static func keys(_ policy: Policy, _ console: Console) -> String {
        guard let rule = policy.signatures else { return "" }
        var table = Table("KEY", "ID", "COUNTS")
        for trusted in rule.keys {
            let id = trusted.key.id
            table.add(
                Cell(trusted.name), .digest(id), Cell(rule.revoked.contains(id) ? "revoked" : "yes")
            )
        }
        let lead: [(String, Cell)] = [
            ("signatures", .number(UInt64(rule.threshold))), ("store", Cell(rule.store)),
        ]
        return VersionTable.text(lead, console) + console.text(table)
    }

    private static func ways(_ policy: Policy, _ console: Console) -> String {
        var rows: [(String, Cell)] = []
        if let ref = policy.promotesFrom { rows.append(("promotes from", Cell(ref.text))) }
        if let rule = policy.versionIDs { rows.append(("version ids", Cell(rule.rawValue))) }
        return VersionTable.text(rows, console)
    }

    /// Signatures, and what speaks against each.
    static func findings(_ findings: [SignatureJudgement.Finding], _ console: Console) -> String {
        var table = Table("KEY", "ID", "EXPIRES", "VERDICT")
        for finding in findings {
            let mark = finding.mark
            table.add(
                Cell(mark.name), .digest(mark.key), Cell(mark.expires.description),
                Cell(finding.objection ?? "counts", style: finding.objection == nil ? .green : .red)
            )
        }
        return console.text(table)
    }

    private static func gates(_ policy: Policy, _ console: Console) -> String {
        var table = Table("GATE", "METRIC", "RULE", "OVERRIDE")
        for gate in policy.gates {
            table.add(
                Cell(gate.name), Cell(gate.metric), Cell(gate.rule),
                Cell(gate.isOverridable ? "permitted" : "no"))
        }
        return console.text(table)
    }

    /// What became of gates: which passed, which did not and why.
    static func results(_ gates: [GateResult], _ console: Console) -> String {
        var table = Table("GATE", "RULE", "VALUE", "VERDICT", "")
        for gate in gates {
            table.add(
                Cell(gate.name), Cell(gate.rule), .scalar(gate.value),
                Cell(gate.verdict.rawValue, style: gate.verdict == .passed ? .green : .red),
                Cell(gate.detail ?? ""))
        }
        return console.text(table)
    }
}
