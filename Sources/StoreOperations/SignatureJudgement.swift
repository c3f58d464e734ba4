import Hashing
import Sabotage
package import StoreModel
package import StoreRepository

/// Counts the signatures of a version that the policies which bind its model trust.
package struct SignatureJudgement: Sendable {
    private let repository: Repository
    private let policies: [PolicyInForce]

    package init(repository: Repository, policies: [PolicyInForce]) {
        self.repository = repository
        self.policies = policies
    }

    /// A signature that somebody has added, and what one policy says to it.
    package struct Finding: Sendable {
        package let mark: SignatureMark
        /// nil: it counts.
        package let objection: String?
    }

    /// The signatures that count, each key once for each policy, and what each policy is missing.
    func run(
        _ target: VersionDocument
    ) throws(StoreError) -> (marks: [SignatureMark], missing: [String]) {
        var marks: [SignatureMark] = []
        var missing: [String] = []
        for force in policies {
            guard let rule = force.policy.signatures else { continue }
            let (counted, why) = try count(rule, force.origin, target)
            marks += counted
            if let why { missing.append(why) }
        }
        return (marks, missing)
    }

    /// Every signature of `target` by a key that a policy lists, with what speaks against it.
    package func findings(for target: VersionDocument) throws(StoreError) -> [Finding] {
        var findings: [Finding] = []
        for force in policies {
            guard let rule = force.policy.signatures else { continue }
            findings += try self.findings(rule, force.origin, target)
        }
        return findings
    }

    /// Throws `refused` if a policy is missing signatures.
    package func check(_ target: VersionDocument) throws(StoreError) {
        let missing = try run(target).missing
        guard !missing.isEmpty else { return }
        throw StoreError(
            .refused,
            "\(target.model)@\(target.entry.id) is not signed as the policy asks: "
                + missing.joined(separator: "; "),
            fix: "store sign \(target.model)@\(target.entry.id) --key FILE")
    }

    private func count(
        _ rule: SignatureRule, _ origin: GateResult.Origin, _ target: VersionDocument
    ) throws(StoreError) -> ([SignatureMark], String?) {
        var counted: [SignatureMark] = []
        var objections: [String] = []
        for finding in try findings(rule, origin, target) {
            if let objection = finding.objection {
                objections.append("\(finding.mark.name): \(objection)")
            } else if Sabotage.countsKeysTwice
                || !counted.contains(where: { $0.key == finding.mark.key })
            {
                counted.append(finding.mark)
            }
        }
        guard counted.count < rule.threshold else { return (counted, nil) }
        let why = objections.isEmpty ? "" : " (" + objections.joined(separator: ", ") + ")"
        return (
            counted,
            "\(counted.count) of \(rule.threshold) signatures that the \(origin.rawValue)'s policy "
                + "asks for" + why
        )
    }

    private func findings(
        _ rule: SignatureRule, _ origin: GateResult.Origin, _ target: VersionDocument
    ) throws(StoreError) -> [Finding] {
        var findings: [Finding] = []
        for (_, bytes) in try repository.signatures(of: target.entry.manifest) {
            // Rubbish that somebody has put there is of no key.
            guard let signed = try? SignedStatement(parsing: bytes),
                let trusted = rule.keys.first(where: { $0.key.id == signed.key })
            else { continue }
            let mark = SignatureMark(
                policy: origin, key: signed.key, name: trusted.name,
                envelope: SHA256Hasher.digest(of: bytes), expires: signed.statement.expires)
            findings.append(
                Finding(mark: mark, objection: objection(to: signed, trusted, rule, target)))
        }
        return findings
    }

    private func objection(
        to signed: SignedStatement, _ trusted: SignatureRule.TrustedKey, _ rule: SignatureRule,
        _ target: VersionDocument
    ) -> String? {
        let statement = signed.statement
        let revoked = policies.flatMap { $0.policy.signatures?.revoked ?? [] }
        if revoked.contains(signed.key), !Sabotage.acceptsRevoked { return "the key is revoked" }
        guard signed.isSigned(by: trusted.key) else { return "the signature is not of this key" }
        if statement.expires <= repository.now, !Sabotage.acceptsExpired {
            return "it expired at \(statement.expires)"
        }
        if Sabotage.ignoresStatements { return nil }
        guard statement.store == rule.store else {
            return "it is for the store \(quoted(statement.store))"
        }
        let isOfTarget =
            statement.purpose == .release && statement.model == target.model
            && statement.version == target.entry.id && statement.manifest == target.entry.manifest
        return isOfTarget ? nil : "it is for \(statement.model)@\(statement.version)"
    }
}
