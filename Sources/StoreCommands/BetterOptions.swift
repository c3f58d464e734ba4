import ArgumentParser
import StoreModel

/// `--if-better` and what belongs to it.
struct BetterOptions: ParsableArguments {
    enum Extreme: String, ExpressibleByArgument, CaseIterable { case max, min }

    @Option(help: "Only if this metric is better than the active version's, as metrics.sharpe.")
    var ifBetter: String?

    @Option(help: "Which is better: max or min.")
    var direction: Extreme?

    @Option(help: "Better by at least so much, as 0.01 or 1%.")
    var minDelta: String?

    /// The gate that this asks for; throws `usage` if a part is missing or wrong.
    func gate() throws(StoreError) -> Gate? {
        guard let field = ifBetter else {
            guard direction == nil, minDelta == nil else {
                throw BetterOptions.usage("--direction and --min-delta belong to --if-better")
            }
            return nil
        }
        let metric = field.hasPrefix("metrics.") ? String(field.dropFirst(8)) : field
        if let objection = MetricName.objection(to: metric) {
            throw BetterOptions.usage("--if-better \(quoted(field)): \(objection)")
        }
        guard let direction else { throw BetterOptions.usage("--if-better wants a --direction") }
        let delta = try minDelta.map { (text) throws(StoreError) in
            guard let delta = Threshold(text), delta.number > .zero else {
                throw BetterOptions.usage("--min-delta \(quoted(text)) is no number above 0")
            }
            return delta
        }
        return Gate(
            name: "if-better", metric: metric,
            condition: .improves(direction == .max ? .higher : .lower, by: delta))
    }

    private static func usage(_ message: String) -> StoreError {
        StoreError(
            .usage, message, fix: "--if-better metrics.r2 --direction max --min-delta 0.01")
    }
}
