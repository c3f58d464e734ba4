import StoreModel
import StoreOperations
import StoreRepository

/// What `verify --signatures` says of a version.
struct SignedVersion {
    private let findings: [SignatureJudgement.Finding]
    private let subject: (judgement: SignatureJudgement, version: VersionDocument)?

    /// - Parameter scope: nil: nobody asked.
    init(_ scope: VerifyRequest.Scope?, in repository: Repository) throws(StoreError) {
        guard case .version(let entry, let model) = scope else {
            findings = []
            subject = nil
            return
        }
        let state = try repository.state(of: model)
        let version = try ShowVersion(repository).document(entry, in: state)
        let judgement = SignatureJudgement(
            repository: repository, policies: try PolicyInForce.all(for: state, in: repository))
        findings = try judgement.findings(for: version)
        subject = (judgement, version)
    }

    /// Throws `refused` if a policy is missing signatures.
    func check() throws(StoreError) {
        if let subject { try subject.judgement.check(subject.version) }
    }

    func text(_ console: Console) -> String { PolicyText.findings(findings, console) }

    /// `document` with what was asked for.
    func added(to document: JSON) -> JSON {
        guard subject != nil, case .object(var members) = document else { return document }
        members["signatures"] = .array(
            findings.map { finding in
                var mark = finding.mark.json.object ?? [:]
                mark["objection"] = finding.objection.map(JSON.string) ?? .null
                return .object(mark)
            })
        return .object(members)
    }
}
