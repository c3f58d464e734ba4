package import StoreModel

/// Everything that `store doctor` found.
package struct Diagnosis: Sendable {
    package let findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    /// No finding is an error.
    package var isHealthy: Bool { !findings.contains { $0.level == .error } }

    /// The document `store.doctor/1`.
    package var json: JSON {
        .object([
            "schema": "store.doctor/1", "ok": .bool(isHealthy),
            "findings": .array(findings.map(\.json)),
        ])
    }
}
