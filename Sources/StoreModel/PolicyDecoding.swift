extension Policy {
    private static let keys = ["schema", "gates", "signatures", "promotesFrom", "version_ids"]
    /// What the workflows ask of a policy and this build does not enforce. A rule that is accepted and
    /// not enforced would be worse than none.
    private static let unbuilt = [
        "approvals", "checks", "retention", "fallback",
    ]

    /// Reads a policy strictly; throws naming key and line of the first thing that is wrong.
    package init(_ document: MarkedNode) throws(PolicyFlaw) {
        var reader = try PolicyReader(document, place: "")
        guard try reader.text("schema") == Policy.schema else {
            throw reader.flaw("schema", "it is not \(Policy.schema)")
        }
        for key in Policy.unbuilt where reader.optional(key) != nil {
            throw reader.flaw(
                key,
                "this build does not enforce it, so it is refused: leave it out until a build does")
        }
        var gates: [Gate] = []
        for (index, item) in try reader.list("gates", limit: Policy.gateLimit).enumerated() {
            let place = "gates[\(index)]"
            let gate = try Gate(item, place: place)
            guard !gates.contains(where: { $0.name == gate.name }) else {
                throw PolicyFlaw(
                    place + ".name", line: item.line,
                    "another gate is called \(quoted(gate.name)) too")
            }
            gates.append(gate)
        }
        var signatures: SignatureRule?
        if let item = reader.optional("signatures") {
            signatures = try SignatureRule(item, place: "signatures")
        }
        let promotesFrom = try Policy.origin(&reader)
        let versionIDs: VersionIDRule? = try reader.choice("version_ids")
        try reader.finish(known: Policy.keys)
        guard !gates.isEmpty || signatures != nil || promotesFrom != nil || versionIDs != nil
        else {
            throw PolicyFlaw(
                "", line: document.line, "it asks for nothing; to end a policy: store policy clear")
        }
        self.init(
            gates: gates, signatures: signatures, promotesFrom: promotesFrom,
            versionIDs: versionIDs)
    }

    private static func origin(_ reader: inout PolicyReader) throws(PolicyFlaw) -> RefName? {
        guard let text = try reader.optionalText("promotesFrom") else { return nil }
        do throws(StoreError) {
            return try RefName.users(text)
        } catch {
            throw reader.flaw("promotesFrom", error.message)
        }
    }

    /// The policy of a record, whose document has no lines; throws `integrity`.
    init(recorded document: JSON) throws(StoreError) {
        do throws(PolicyFlaw) {
            try self.init(MarkedNode(document))
        } catch {
            throw StoreError(.integrity, "bad journal record: its policy: \(error.message)")
        }
    }
}

extension Gate {
    private static let keys = [
        "name", "metric", "at_least", "at_most", "abs_at_most", "improves", "min_delta", "unit",
        "overridable",
    ]

    init(_ node: MarkedNode, place: String) throws(PolicyFlaw) {
        var reader = try PolicyReader(node, place: place)
        let name = try reader.text("name")
        guard isName(name, extra: "._-", limit: 64) else {
            throw reader.flaw(
                "name",
                "\(quoted(name)) is no name: letters, digits, '.', '_' or '-' after a letter or "
                    + "digit, at most 64")
        }
        let metric = try reader.text("metric")
        if let objection = MetricName.objection(to: metric) {
            throw reader.flaw("metric", objection)
        }
        let conditions = try Gate.conditions(&reader)
        let unit: Unit? = try reader.choice("unit")
        let isOverridable = try reader.truth("overridable", absent: false)
        try reader.finish(known: Gate.keys)
        guard conditions.count == 1, let condition = conditions.first else {
            throw PolicyFlaw(
                reader.place, line: reader.line,
                "a gate has exactly one of at_least, at_most, abs_at_most, improves; this has "
                    + String(conditions.count))
        }
        self.init(
            name: name, metric: metric, condition: condition, unit: unit,
            isOverridable: isOverridable)
        try checkUnit(reader)
    }

    private static func conditions(
        _ reader: inout PolicyReader
    ) throws(PolicyFlaw) -> [Condition] {
        var found: [Condition] = []
        if let bound = try threshold("at_least", &reader) { found.append(.atLeast(bound)) }
        if let bound = try threshold("at_most", &reader) { found.append(.atMost(bound)) }
        if let bound = try threshold("abs_at_most", &reader) {
            guard bound.number >= .zero else {
                throw reader.flaw("abs_at_most", "no magnitude is below 0")
            }
            found.append(.absAtMost(bound))
        }
        let delta = try threshold("min_delta", &reader)
        if let direction: Direction = try reader.choice("improves") {
            if let delta, delta.number <= .zero {
                throw reader.flaw("min_delta", "it is not above 0; without it any gain will do")
            }
            found.append(.improves(direction, by: delta))
        } else if delta != nil {
            throw reader.flaw("min_delta", "it belongs to improves, which is not there")
        }
        return found
    }

    private static func threshold(
        _ key: String, _ reader: inout PolicyReader
    ) throws(PolicyFlaw) -> Threshold? {
        guard let node = reader.optional(key) else { return nil }
        let bound: Threshold? =
            switch node.content {
            case .number(let text), .text(let text): Threshold(text)
            case .null, .truth, .list, .map: nil
            }
        guard let bound else {
            throw reader.flaw(
                key,
                "it is not a number or percentage, as 0.85, 1e-3 or 60%, of at most "
                    + "\(ExactDecimal.spellingLimit) characters")
        }
        return bound
    }

    /// 60% of what? A bare percentage would be 0.6 to one reader and 60 to another.
    private func checkUnit(_ reader: PolicyReader) throws(PolicyFlaw) {
        let isPercentage =
            switch condition {
            case .atLeast(let bound), .atMost(let bound), .absAtMost(let bound):
                bound.isPercentage
            case .improves: false
            }
        if isPercentage, unit == nil {
            throw PolicyFlaw(
                reader.place, line: reader.line,
                "a percentage wants to know what the metric counts: unit: fraction (1 is all) or "
                    + "unit: percent (100 is all)")
        }
        if !isPercentage, unit != nil {
            throw reader.flaw("unit", "it says what a percentage means, and there is none")
        }
    }
}
