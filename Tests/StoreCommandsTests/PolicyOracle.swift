import StoreCommands
import StoreModel

/// What must hold of policies, whatever they were read from. Asked by the fuzzer (Tests/Fuzz), which is
/// built with this file, and by the replay of its corpus.
enum PolicyOracle {
    /// What is wrong with how `bytes` are read as a policy file.
    static func fault(policy bytes: [UInt8]) -> String? {
        let policy: Policy
        do throws(PolicyFlaw) { policy = try Policy(PolicyYAML.parse(bytes)) } catch {
            if error.reason.isEmpty { return "it is refused without a word" }
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            // Beyond Latin 1 there are characters that end a line too, of three bytes each.
            let most = lines + bytes.count / 2 + 1
            return (1...most).contains(error.line ?? 1) ? nil : "it is wrong at no line of it"
        }
        let names = Set(policy.gates.map(\.name))
        guard names.count == policy.gates.count, (1...Policy.gateLimit).contains(names.count) else {
            return "its gates cannot be told apart, or are none, or too many"
        }
        if let fault = fault(stored: policy) { return fault }
        return policy.gates.lazy.compactMap(fault).first
    }

    /// Whether they are read as a policy.
    static func isAccepted(_ bytes: [UInt8]) -> Bool {
        // Whether, not why.
        (try? Policy(PolicyYAML.parse(bytes))) != nil
    }

    /// What the journal keeps says the same, in one spelling.
    private static func fault(stored policy: Policy) -> String? {
        let bytes = policy.json.canonicalBytes
        do {
            let again = try Policy(MarkedNode(JSONParser.parse(bytes)))
            guard again == policy else { return "it is stored as another policy" }
            return again.json.canonicalBytes == bytes ? nil : "it is stored in two spellings"
        } catch {
            return "what is stored of it is refused: \(error)"
        }
    }

    /// Whatever a gate asks for, a version without the metric does not pass, and an honest answer has one
    /// verdict: a bound that is met is met by what lies further on its side.
    private static func fault(of gate: Gate) -> String? {
        func verdict(_ value: JSON?) -> GateResult.Verdict {
            gate.judge(
                value.map { [gate.metric: $0] } ?? [:], against: .metrics([gate.metric: 1]),
                policy: .model
            ).verdict
        }
        for value in [nil, .null, "1", true, .number(.nan)] as [JSON?]
        where verdict(value) != .failed {
            return "\(gate.rule) is passed by what is no number"
        }
        let passed = [-1, 0, 0.5, 1, 2, 1e300].map { verdict(JSON($0)) == .passed }
        let changes = zip(passed, passed.dropFirst()).count { $0 != $1 }
        return changes <= 2 ? nil : "\(gate.rule) has no order"
    }
}
