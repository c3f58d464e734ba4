import Sabotage

extension Gate {
    /// What a comparison is made with.
    package enum Baseline: Sendable {
        /// Nothing is active, so there is nothing to be better than.
        case nothing
        /// The metrics of the active version.
        case metrics([String: JSON])
        /// The active version's manifest cannot be read.
        case unreadable
        /// The version was active before and is gone back to.
        case waived
    }

    /// Judges the metrics of a candidate. What is missing, or no finite number, does not pass.
    package func judge(
        _ metrics: [String: JSON], against baseline: Baseline, policy: GateResult.Origin
    ) -> GateResult {
        let found = metrics[metric]
        var result = GateResult(
            name: name, policy: policy, metric: metric, rule: rule, verdict: .failed, value: found)
        guard let number = found.flatMap(ExactDecimal.init(_:)) else {
            if found == nil, Sabotage.acceptsMissingMetrics { return result.turned(.passed) }
            let what =
                found == nil
                ? "the version has no metric \(quoted(metric))"
                : "the metric \(quoted(metric)) is not a number"
            return result.turned(.failed, what)
        }
        if let unit, number.magnitude > unit.whole {
            return result.turned(
                .failed, "\(shown(found)) is not a \(unit.rawValue): it is beyond \(unit.whole)")
        }
        switch condition {
        case .atLeast(let bound):
            return decided(&result, number >= scaled(bound), "is not at least", bound)
        case .atMost(let bound):
            return decided(&result, number <= scaled(bound), "is not at most", bound)
        case .absAtMost(let bound):
            let isMet = number.magnitude <= scaled(bound)
            return decided(&result, isMet, "has a magnitude that is not at most", bound)
        case .improves(let direction, let delta):
            return compared(&result, number, with: baseline, direction, delta)
        }
    }

    /// A bound in the unit of the metric.
    private func scaled(_ bound: Threshold) -> ExactDecimal {
        bound.isPercentage && unit == .percent ? bound.number : bound.value
    }

    private func decided(
        _ result: inout GateResult, _ isMet: Bool, _ what: String, _ bound: Threshold
    ) -> GateResult {
        isMet
            ? result.turned(.passed)
            : result.turned(.failed, "\(shown(result.value)) \(what) \(bound.text)")
    }

    private func compared(
        _ result: inout GateResult, _ number: ExactDecimal, with baseline: Baseline,
        _ direction: Direction, _ delta: Threshold?
    ) -> GateResult {
        switch baseline {
        case .nothing: return result.turned(.passed, "nothing was active to compare with")
        case .waived: return result.turned(.waived, "the version was active before")
        case .unreadable:
            return result.turned(.failed, "the active version cannot be read to compare with")
        case .metrics(let metrics):
            result.baseline = metrics[metric] ?? .null
            guard let before = metrics[metric].flatMap(ExactDecimal.init(_:)) else {
                return result.turned(
                    .failed, "the active version has no number for \(quoted(metric))")
            }
            let gain = direction == .higher ? number - before : before - number
            let least = delta.map { $0.isPercentage ? before.magnitude * $0.value : $0.value }
            guard gain > .zero, gain >= least ?? .zero else {
                let by = delta.map { " by at least \($0.text)" } ?? ""
                return result.turned(
                    .failed,
                    "\(shown(result.value)) is not \(direction.rawValue)\(by) than "
                        + shown(result.baseline))
            }
            return result.turned(.passed)
        }
    }

    private func shown(_ value: JSON?) -> String { value?.canonicalText ?? "nothing" }
}
