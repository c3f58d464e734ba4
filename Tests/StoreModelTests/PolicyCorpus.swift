import Hashing
import StoreModel

/// Policies that the schema and the decoder are held to alike.
enum PolicyCorpus {
    static let all: [DocumentCase] = good + bad + beyond + signatures

    static let gate: JSON = ["name": "r2", "metric": "r2", "at_least": "0.85"]
    static let policy: JSON = ["schema": "store.policy/1", "gates": [gate]]
    private static let better: JSON = ["name": "b", "metric": "m.x", "improves": "higher"]

    private static func with(_ gate: JSON) -> JSON { policy.with("gates/0", gate) }

    /// A key that no other number gives.
    static func key(_ number: UInt8) -> JSON {
        let seed = [UInt8](repeating: number, count: 32)
        let key = SigningKey(bytes: seed)?.verifyingKey
        return .string(Radix64.text(key?.subjectPublicKeyInfo ?? []))
    }

    static let signed: JSON = [
        "schema": "store.policy/1",
        "signatures": [
            "store": "acme/models", "threshold": 2,
            "keys": [
                ["name": "ann", "public": key(1)], ["name": "bob", "public": key(2)],
                ["name": "eve", "public": key(3)],
            ],
        ],
    ]

    private static let signatures: [DocumentCase] =
        [
            DocumentCase("signatures alone", .good, signed),
            DocumentCase("signatures and gates", .good, signed.with("gates", [gate])),
            DocumentCase("no gates", .good, signed.with("gates", [])),
            DocumentCase(
                "revoked", .good, signed.with("signatures/revoked", [Documents.digest("k")])),
        ]
        + DocumentCase.values(.bad, "signatures", in: signed, [nil, .null, [], [:], "", 1])
        + DocumentCase.values(
            .bad, "signatures/store", in: signed, [nil, .null, "", "a b", "/a", 1])
        + DocumentCase.values(
            .bad, "signatures/threshold", in: signed, [nil, .null, 0, -1, "2", .number(1.5), true])
        + DocumentCase.values(
            .bad, "signatures/keys", in: signed, [nil, .null, [], [:], [1], [[:]]])
        + DocumentCase.values(
            .bad, "signatures/keys/0/name", in: signed, [nil, .null, "", "a b", 1])
        + DocumentCase.values(
            .bad, "signatures/keys/0/public", in: signed,
            [nil, .null, "", "AAAA", 1, "-----BEGIN PUBLIC KEY-----"])
        + DocumentCase.values(
            .bad, "signatures/revoked", in: signed, [.null, [:], "", ["abc"], [1]])
        + ["signatures/extra", "signatures/keys/0/extra"].map { place in
            DocumentCase("unknown \(place)", .bad, signed.with(place, 1))
        }
        + [
            DocumentCase("4 of 3", .beyondSchema, signed.with("signatures/threshold", 4)),
            DocumentCase(
                "a key twice", .beyondSchema, signed.with("signatures/keys/0/public", key(2))),
            DocumentCase(
                "a name twice", .beyondSchema, signed.with("signatures/keys/0/name", "bob")),
        ]

    private static let good: [DocumentCase] =
        [
            DocumentCase(
                "an order", .good, ["schema": "store.policy/1", "promotesFrom": "staging"]),
            DocumentCase("a form", .good, ["schema": "store.policy/1", "version_ids": "semver"]),
            DocumentCase("one gate", .good, policy),
            DocumentCase("two", .good, policy.with("gates", [gate, better])),
            DocumentCase(
                "64", .good,
                policy.with(
                    "gates", .array((0..<64).map { gate.with("name", .string("g\($0)")) }))),
            DocumentCase("a gain", .good, with(better.with("min_delta", "2%"))),
            DocumentCase("overridable", .good, with(gate.with("overridable", true))),
        ]
        + ([.number(0.5), -1, "-1", "1e-3", "1E+3", "0"] as [JSON]).map {
            DocumentCase("a bound \($0.canonicalText)", .good, with(gate.with("at_least", $0)))
        }
        + ["fraction", "percent"].map { unit in
            DocumentCase(
                unit, .good, with(gate.with("at_least", "60%").with("unit", .string(unit))))
        }

    private static let bad: [DocumentCase] =
        ([nil, true, 1, "", [], [:]] as [JSON]).map { DocumentCase("\($0) alone", .bad, $0) }
        + DocumentCase.values(
            .bad, "schema", in: policy, [nil, .null, "", "store.policy/2", 1, [:]])
        + DocumentCase.values(
            .bad, "promotesFrom", in: policy,
            [.null, "", "active", "latest", "previous", "a b", 1, []])
        + DocumentCase.values(.bad, "version_ids", in: policy, [.null, "", "date", 1, ["semver"]])
        + DocumentCase.values(.bad, "gates", in: policy, [nil, .null, [:], "", 1, [1], [[:]]])
        + ["gates/0/name", "gates/0/metric"].flatMap {
            DocumentCase.values(.bad, $0, in: policy, [nil, .null, "", 1, true, [], [:]])
        }
        + DocumentCase.values(
            .bad, "gates/0/name", in: policy,
            ["a b", "-a", "é", "a/b", "a\n", .string(String(repeating: "n", count: 65))])
        + ["at_least", "at_most", "abs_at_most"].flatMap { key in
            DocumentCase.values(
                .bad, "gates/0/\(key)", in: policy.with("gates/0/at_least", nil as JSON?),
                [
                    nil, .null, true, [], [:], "", "a", "NaN", "inf", "1 %", "%", "1%%", ".5", "01",
                    "+1", .string(String(repeating: "1", count: 65)),
                ])
        }
        + DocumentCase.values(
            .bad, "gates/0/improves", in: with(better),
            [nil, .null, "", "max", "Higher", true, 1, [], [:]])
        + DocumentCase.values(
            .bad, "gates/0/min_delta", in: with(better), [.null, true, "", "x", [], [:]])
        + DocumentCase.values(
            .bad, "gates/0/unit", in: with(gate.with("at_least", "60%")),
            [.null, "", "percentage", true, 1, []])
        + DocumentCase.values(
            .bad, "gates/0/overridable", in: policy, [.null, "true", "yes", 1, [], [:]])
        + ["at_most", "abs_at_most", "min_delta"].map { key in
            DocumentCase("two bounds: \(key)", .bad, with(gate.with(key, "1")))
        }
        + [
            DocumentCase("a bound and a direction", .bad, with(gate.with("improves", "lower"))),
            DocumentCase(
                "65 gates", .bad,
                policy.with(
                    "gates", .array((0..<65).map { gate.with("name", .string("g\($0)")) }))),
        ]
        + ["extra", "gate", "gates/0/extra", "gates/0/at_leest"].map { place in
            DocumentCase("unknown \(place)", .bad, policy.with(place, 1))
        }
        + [
            "approvals", "checks", "retention", "fallback",
        ].map { key in DocumentCase("not built: \(key)", .bad, policy.with(key, [])) }

    private static let beyond: [DocumentCase] = [
        DocumentCase("no gates at all", .beyondSchema, policy.with("gates", [])),
        DocumentCase("two gates of a name", .beyondSchema, policy.with("gates", [gate, gate])),
        DocumentCase("60% of what", .beyondSchema, with(gate.with("at_least", "60%"))),
        DocumentCase(
            "a unit without a percentage", .beyondSchema, with(gate.with("unit", "percent"))),
        DocumentCase(
            "a magnitude below 0", .beyondSchema,
            with(["name": "b", "metric": "b", "abs_at_most": "-2"])),
        DocumentCase("no gain", .beyondSchema, with(better.with("min_delta", 0))),
        DocumentCase("a loss", .beyondSchema, with(better.with("min_delta", -1))),
        DocumentCase(
            "a metric with a control character", .beyondSchema, with(gate.with("metric", "a\u{7}"))),
        DocumentCase(
            "a number out of reach", .beyondSchema, with(gate.with("at_least", "1e401"))),
    ]
}
