import StoreModel
import Testing

@Suite("Gates")
struct GateTests {
    private static func gate(_ members: JSON) throws -> Gate {
        let gate = JSON.object(
            (members.object ?? [:]).merging(["name": "g", "metric": "m"]) { given, _ in given })
        return try Policy(MarkedNode(["schema": "store.policy/1", "gates": [gate]])).gates[0]
    }

    private static func verdict(
        _ members: JSON, _ value: JSON?, against baseline: Gate.Baseline = .nothing
    ) throws -> GateResult.Verdict {
        try gate(members).judge(
            value.map { ["m": $0] } ?? [:], against: baseline, policy: .model
        ).verdict
    }

    @Test(
        "bounds are met exactly",
        arguments: [
            (["at_least": "0.85"], 0.85, true), (["at_least": "0.85"], 0.8499999999999999, false),
            (["at_least": "0.3"], 0.1 + 0.2, true), (["at_most": "0.3"], 0.1 + 0.2, false),
            (["at_most": "0.30000000000000004"], 0.1 + 0.2, true),
            // Beyond what a double can tell apart from 0.1.
            (["at_least": "0.10000000000000000001"], 0.1, false),
            (["at_most": "0.09999999999999999999"], 0.1, false),
            (["at_most": 8], 8, true), (["at_most": 8], 8.000000000000002, false),
            (["abs_at_most": 2], -2, true), (["abs_at_most": 2], 2, true),
            (["abs_at_most": 2], -2.0000000000000004, false), (["abs_at_most": 2], 2.1, false),
            (["at_least": -1], -1, true), (["at_least": -1], -1.5, false),
            (["at_least": "60%", "unit": "fraction"], 0.6, true),
            (["at_least": "60%", "unit": "fraction"], 0.5999999999999999, false),
            (["at_least": "60%", "unit": "percent"], 60, true),
            (["at_least": "60%", "unit": "percent"], 59.99, false),
            (["at_least": "60%", "unit": "percent"], 0.6, false),
            // 61 is no fraction, so somebody counts otherwise than the policy thinks.
            (["at_least": "60%", "unit": "fraction"], 61, false),
            (["at_least": "60%", "unit": "percent"], 101, false),
            (["abs_at_most": "5%", "unit": "fraction"], -0.05, true),
            (["abs_at_most": "5%", "unit": "fraction"], -0.051, false),
        ] as [(JSON, Double, Bool)])
    func bounds(_ gate: JSON, _ value: Double, _ isMet: Bool) throws {
        #expect(try GateTests.verdict(gate, JSON(value)) == (isMet ? .passed : .failed))
    }

    @Test(
        "what is missing or no number does not pass",
        arguments: [nil, .null, "0.9", "NaN", "", true, [], [1], [:], .number(.nan)] as [JSON?])
    func noNumber(_ value: JSON?) throws {
        for gate in [
            ["at_least": -1000], ["at_most": 1000], ["abs_at_most": 1000], ["improves": "higher"],
            ["improves": "lower"],
        ] as [JSON] {
            #expect(try GateTests.verdict(gate, value) == .failed)
            #expect(
                try GateTests.verdict(gate, value, against: .metrics(["m": 0])) == .failed)
        }
    }

    @Test(
        "comparisons with the active version",
        arguments: [
            (["improves": "higher"], 0.5, 0.50001, true), (["improves": "higher"], 0.5, 0.5, false),
            (["improves": "higher"], 0.5, 0.4, false), (["improves": "lower"], 0.5, 0.4, true),
            (["improves": "lower"], 0.5, 0.5, false),
            (["improves": "higher", "min_delta": "0.1"], 0.2, 0.3, true),
            (["improves": "higher", "min_delta": "0.1"], 0.2, 0.29999999999999999, true),
            (["improves": "higher", "min_delta": "0.1"], 0.2, 0.2999999999999999, false),
            (["improves": "lower", "min_delta": "0.1"], 0.3, 0.2, true),
            (["improves": "higher", "min_delta": "10%"], 2, 2.2, true),
            (["improves": "higher", "min_delta": "10%"], 2, 2.19, false),
            (["improves": "higher", "min_delta": "10%"], -2, -1.8, true),
            (["improves": "higher", "min_delta": "10%"], -2, -1.81, false),
            // Ten per cent of nothing is nothing, and no gain is no improvement.
            (["improves": "higher", "min_delta": "10%"], 0, 0, false),
            (["improves": "higher", "min_delta": "10%"], 0, 0.0001, true),
        ] as [(JSON, Double, Double, Bool)])
    func improvements(_ gate: JSON, _ before: Double, _ now: Double, _ isMet: Bool) throws {
        let verdict = try GateTests.verdict(
            gate, JSON(now), against: .metrics(["m": JSON(before)]))
        #expect(verdict == (isMet ? .passed : .failed))
    }

    @Test(
        "a baseline that cannot be compared with does not pass; without one there is nothing to beat"
    )
    func baselines() throws {
        let gate: JSON = ["improves": "higher"]
        for metrics in [[:], ["m": "0.5"], ["m": .null], ["m": true]] as [[String: JSON]] {
            #expect(try GateTests.verdict(gate, 1, against: .metrics(metrics)) == .failed)
        }
        #expect(try GateTests.verdict(gate, 1, against: .unreadable) == .failed)
        #expect(try GateTests.verdict(gate, 1, against: .nothing) == .passed)
        #expect(try GateTests.verdict(gate, 1, against: .waived) == .waived)
        #expect(try GateTests.verdict(["at_least": 2], 1, against: .waived) == .failed)
    }

    @Test("a result says what was asked, what was found and why not")
    func details() throws {
        let gate = try GateTests.gate(["improves": "higher", "min_delta": "5%"])
        let result = gate.judge(["m": 1], against: .metrics(["m": 2]), policy: .store)
        #expect(
            result.json == [
                "name": "g", "policy": "store", "metric": "m", "rule": "improves higher by 5%",
                "verdict": "failed", "value": 1, "baseline": 2,
                "detail": "1 is not higher by at least 5% than 2",
            ])
    }
}
