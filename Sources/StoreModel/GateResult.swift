/// What became of one gate: a line of the record that made a version active.
package struct GateResult: Hashable, Sendable {
    /// Who asked for the gate. Raw values are part of the schema.
    package enum Origin: String, Sendable, CaseIterable {
        case model, store
        /// `--if-better`.
        case command
    }

    /// Raw values are part of the schema.
    package enum Verdict: String, Sendable, CaseIterable {
        case passed
        /// It compares with the active version, and the version was active before.
        case waived
        /// It failed, and `--override-gate` passed it with the policy's permission.
        case overridden
        /// Never in a record: nothing was made active.
        case failed
    }

    package let name: String
    package let policy: Origin
    package let metric: String
    package let rule: String
    package private(set) var verdict: Verdict
    /// The candidate's; nil: it has none.
    package let value: JSON?
    /// The active version's, where it was compared with; `null`: it has none.
    package var baseline: JSON?
    /// What was found wrong, or why it was not asked.
    package private(set) var detail: String?

    init(
        name: String, policy: Origin, metric: String, rule: String, verdict: Verdict, value: JSON?
    ) {
        self.name = name
        self.policy = policy
        self.metric = metric
        self.rule = rule
        self.verdict = verdict
        self.value = value
    }

    /// The same gate with another verdict; the detail stays if none is given.
    package func turned(_ verdict: Verdict, _ detail: String? = nil) -> GateResult {
        var result = self
        result.verdict = verdict
        result.detail = detail ?? self.detail
        return result
    }

    package var json: JSON {
        var members: [String: JSON] = [
            "name": .string(name), "policy": .string(policy.rawValue), "metric": .string(metric),
            "rule": .string(rule), "verdict": .string(verdict.rawValue), "value": value ?? .null,
        ]
        if let baseline { members["baseline"] = baseline }
        if let detail { members["detail"] = .string(detail) }
        return .object(members)
    }

    /// Reads a result that stands in a record; throws `integrity`.
    init(_ document: JSON, place: String) throws(StoreError) {
        var reader = try MemberReader(document, place: place)
        name = try reader.string("name")
        let origin = Origin(rawValue: try reader.string("policy"))
        let verdict = Verdict(rawValue: try reader.string("verdict"))
        guard let origin, let verdict, verdict != .failed else {
            throw StoreError(
                .integrity, "bad journal record: \(place): what became of the gate is not known")
        }
        policy = origin
        self.verdict = verdict
        metric = try reader.string("metric")
        rule = try reader.string("rule")
        let value = try reader.required("value")
        self.value = value == .null ? nil : value
        baseline = reader.optional("baseline")
        detail = try reader.optionalString("detail")
        try reader.finish()
        for scalar in [self.value, baseline].compactMap(\.self)
        where scalar.array != nil || scalar.object != nil {
            throw StoreError(.integrity, "bad journal record: \(place): a value is no scalar")
        }
    }
}
