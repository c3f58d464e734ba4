/// A condition on one metric that a version must meet before it becomes active.
package struct Gate: Hashable, Sendable {
    /// What better means.
    package enum Direction: String, Sendable, CaseIterable { case higher, lower }

    package enum Condition: Hashable, Sendable {
        case atLeast(Threshold)
        case atMost(Threshold)
        /// The magnitude.
        case absAtMost(Threshold)
        /// Better than the active version's, by at least so much; a percentage is of its magnitude.
        case improves(Direction, by: Threshold?)
    }

    /// What a metric counts that is compared with a percentage.
    package enum Unit: String, Sendable, CaseIterable {
        /// 1 is all of it.
        case fraction
        /// 100 is all of it.
        case percent

        /// All of it.
        var whole: ExactDecimal {
            switch self {
            case .fraction: ExactDecimal(.integer(1)) ?? .zero
            case .percent: ExactDecimal(.integer(100)) ?? .zero
            }
        }
    }

    package let name: String
    package let metric: String
    package let condition: Condition
    /// Set where a bound is a percentage, and only there.
    package let unit: Unit?
    /// Whether `--override-gate` may pass it.
    package let isOverridable: Bool

    package init(
        name: String, metric: String, condition: Condition, unit: Unit? = nil,
        isOverridable: Bool = false
    ) {
        self.name = name
        self.metric = metric
        self.condition = condition
        self.unit = unit
        self.isOverridable = isOverridable
    }

    /// Whether it asks for something that depends on what is active.
    package var comparesWithActive: Bool {
        if case .improves = condition { return true }
        return false
    }

    /// The condition in one line, such as `at_least 60% (fraction)`.
    package var rule: String {
        let suffix = unit.map { " (\($0.rawValue))" } ?? ""
        return switch condition {
        case .atLeast(let bound): "at_least \(bound.text)\(suffix)"
        case .atMost(let bound): "at_most \(bound.text)\(suffix)"
        case .absAtMost(let bound): "abs_at_most \(bound.text)\(suffix)"
        case .improves(let direction, nil): "improves \(direction.rawValue)"
        case .improves(let direction, let delta?):
            "improves \(direction.rawValue) by \(delta.text)"
        }
    }
}
