import StoreCommands
import StoreModel
import TestSupport
import Testing

/// The example policy against the table of thresholds that it stands for, row by row.
@Suite struct TrustScorePolicyTests {
    /// Gate, metric, a value at the bound, and the nearest ones beyond it.
    private static let rows: [(gate: String, metric: String, bound: Double, beyond: [Double])] = [
        ("r2", "r2", 0.85, [0.8499999999999999, 0, -1]),
        ("mae", "mae", 8, [8.000000000000002, 100]),
        ("rmse", "rmse", 10, [10.000000000000002, 100]),
        ("accuracy-5", "accuracy_5", 0.6, [0.5999999999999999, 0, 60]),
        ("accuracy-10", "accuracy_10", 0.8, [0.7999999999999999, 0, 80]),
        ("accuracy-20", "accuracy_20", 0.95, [0.9499999999999998, 0, 95]),
        ("p95-error", "p95_error", 15, [15.000000000000002, 1000]),
        ("mean-bias", "mean_bias", -2, [-2.0000000000000004, 2.0000000000000004, 5]),
    ]

    private static let sound = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.metric, JSON($0.bound)) })

    private func policy() throws -> Policy {
        try Policy(PolicyYAML.parse(PackageRoot.bytes(of: "store/policies/trust-score.yaml")))
    }

    private func failed(_ metrics: [String: JSON]) throws -> [String] {
        try policy().gates.filter {
            $0.judge(metrics, against: .nothing, policy: .model).verdict == .failed
        }.map(\.name)
    }

    @Test func allEightAreThere() throws {
        #expect(try policy().gates.map(\.name) == Self.rows.map(\.gate))
        #expect(try policy().gates.map(\.metric) == Self.rows.map(\.metric))
        #expect(try failed(Self.sound) == [], "a bound is met by what equals it")
    }

    @Test(arguments: rows.indices)
    func eachAloneIsEnoughToRefuse(_ index: Int) throws {
        let row = Self.rows[index]
        for value in row.beyond {
            var metrics = Self.sound
            metrics[row.metric] = JSON(value)
            #expect(try failed(metrics) == [row.gate], "\(value)")
        }
    }

    @Test(arguments: rows.indices)
    func eachMissingMetricIsRefused(_ index: Int) throws {
        let row = Self.rows[index]
        var metrics = Self.sound
        metrics[row.metric] = nil
        #expect(try failed(metrics) == [row.gate])
        metrics[row.metric] = "N/A"
        #expect(try failed(metrics) == [row.gate])
    }

    @Test func onlyTheBiasMayBeOverridden() throws {
        #expect(try policy().gates.filter(\.isOverridable).map(\.name) == ["mean-bias"])
    }

    @Test func everyPublishedPolicyIsOne() throws {
        let schema = try JSONSchema.published("policy")
        let names = try PackageRoot.names(in: "store/policies").filter { $0.hasSuffix(".yaml") }
        #expect(names.count >= 2)
        for name in names {
            let policy = try Policy(
                PolicyYAML.parse(PackageRoot.bytes(of: "store/policies/\(name)")))
            #expect(schema.violation(in: policy.json) == nil, "\(name)")
        }
    }
}
