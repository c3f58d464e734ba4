import StoreModel

/// Journal records that the schema and the decoder are held to alike; unsealed.
enum TransitionCorpus {
    static let all: [DocumentCase] = good + shapes + values + beyond + policies + signatures

    private static let push = Documents.push
    private static let promote = Documents.promote
    private static let removal = Documents.removal

    private static let good: [DocumentCase] =
        [
            DocumentCase("a push", .good, push),
            DocumentCase("a promote with a checkpoint", .good, promote),
            DocumentCase(
                "no refs, no changes", .good, push.with("refs", [:]).with("changes", [:])),
            DocumentCase("a removal", .good, removal),
            DocumentCase("an empty checkpoint", .good, promote.with("checkpoint", [])),
            DocumentCase("flags", .good, push.with("version/flags", ["removed", ""])),
            DocumentCase("an odd actor", .good, push.with("actor", "\u{1B}[2J")),
            DocumentCase(
                "the largest generation", .good,
                promote.with("generation", .integer(JSON.largestInteger))
                    .with("checkpoint", nil as JSON?)),
        ]
        + ["rollback", "tag", "untag"].map { action in
            DocumentCase(action, .good, promote.with("action", .string(action)))
        }

    private static let shapes: [DocumentCase] =
        ([nil, true, 1, "", [], [:]] as [JSON]).map { DocumentCase("\($0) alone", .bad, $0) }
        + ["schema", "model", "time", "actor", "action", "version/id", "version/manifest"].flatMap {
            DocumentCase.values(.bad, $0, in: push, [nil, .null, true, 1, [], [:]])
        }
        + ["generation", "version/number"].flatMap {
            DocumentCase.values(
                .bad, $0, in: push,
                [nil, .null, "1", 0, -1, .number(0.5), .number(9_007_199_254_740_992), [], true])
        }
        + ["changes", "refs"].flatMap {
            DocumentCase.values(
                .bad, $0, in: push,
                [nil, .null, "", [], ["a": 1], ["a": nil], ["a": [:]], ["a b": Documents.target]])
        }
        + DocumentCase.values(.bad, "reason", in: push, [nil, 1, true, [], [:]])
        + DocumentCase.values(.bad, "previous", in: promote, [nil, .null, "", "abc", 1, [:]])
        + DocumentCase.values(.bad, "checkpoint", in: promote, [.null, "", 1, [:], [1], [[:]]])
        + DocumentCase.values(
            .bad, "removed", in: removal, [nil, .null, [], "", [1], ["a b"], ["2", "2"]])
        + DocumentCase.values(.bad, "version/flags", in: push, [nil, .null, "", [1], [:]])
        + [
            "extra", "version/extra", "refs/latest/extra", "changes/latest/extra",
            "checkpoint/0/extra",
        ].map { place in
            DocumentCase("unknown \(place)", .bad, promote.with(place, 1))
        }

    private static let values: [DocumentCase] =
        DocumentCase.values(.bad, "schema", in: push, ["store.transition/2", "store.manifest/1"])
        + DocumentCase.values(.bad, "action", in: push, ["", "Push", "delete", "gc", "promote"])
        + DocumentCase.values(.bad, "model", in: push, ["", "a b", "active", "../x", "a//b"])
        + ["refs/latest/version", "changes/latest/to", "version/id"].flatMap {
            DocumentCase.values(.bad, $0, in: push, ["", "a/b", "..", "latest", "a b", 1, [:]])
        }
        + DocumentCase.values(.bad, "refs/latest/manifest", in: push, [nil, .null, "", "abc"])
        + ["", "a/b", "-a", "é", "a+b", "a\n", ".."].map { name in
            DocumentCase(
                "ref \(quoted(name))", .bad,
                push.with("refs", .object([name: Documents.target])))
        }
        + [
            DocumentCase(
                "the first record has a predecessor", .bad,
                push.with("previous", Documents.digest("x"))),
            DocumentCase("a push without a version", .bad, push.with("version", nil as JSON?)),
            DocumentCase(
                "a promote with a version", .bad, promote.with("version", Documents.entry)),
            DocumentCase(
                "a removal with a version", .bad, removal.with("version", Documents.entry)),
            DocumentCase("a push that removes", .bad, push.with("removed", ["2"])),
            DocumentCase("a promote that removes", .bad, promote.with("removed", ["2"])),
        ]

    private static let policies: [DocumentCase] =
        [
            DocumentCase("a policy", .good, Documents.policy),
            DocumentCase("gates", .good, Documents.gated),
            DocumentCase("the store's policy", .good, Documents.storePolicy),
            DocumentCase(
                "the end of a policy", .good,
                Documents.policy.with("policy", nil as JSON?).with("document", nil as JSON?)),
            DocumentCase("a push under a policy", .good, push.with("store_policy", mark)),
            DocumentCase("a tag with gates", .bad, Documents.gated.with("action", "tag")),
            DocumentCase("a removal with gates", .bad, removal.with("gates", gates)),
            DocumentCase("a policy with gates", .bad, Documents.policy.with("gates", gates)),
            DocumentCase(
                "a promote that sets a policy", .bad,
                Documents.gated.with("document", PolicyCorpus.policy)),
            DocumentCase(
                "a policy that moves a ref", .bad,
                Documents.policy.with("changes", ["x": ["from": nil, "to": "1"]])),
            DocumentCase(
                "a mark without a document", .bad,
                Documents.policy.with("document", nil as JSON?)),
            DocumentCase(
                "a document without a mark", .bad, Documents.policy.with("policy", nil as JSON?)),
            DocumentCase("a push to the store", .bad, push.with("model", "@store")),
            DocumentCase(
                "a ref of the store", .bad,
                Documents.storePolicy.with("refs", ["latest": Documents.target])),
            DocumentCase(
                "the store under its own policy", .bad,
                Documents.storePolicy.with("store_policy", mark)),
            DocumentCase(
                "another document", .beyondSchema,
                Documents.policy.with("document/gates/0/at_least", "0.8")),
            DocumentCase(
                "another spelling", .beyondSchema,
                Documents.policy.with("document/gates/0/at_least", "0.850")),
            DocumentCase("no policy", .beyondSchema, Documents.policy.with("document", [:])),
            DocumentCase(
                "a policy of the future", .beyondSchema,
                Documents.gated.with("policy/generation", 66)),
        ]
        + ["policy", "store_policy"].flatMap {
            DocumentCase.values(
                .bad, $0, in: Documents.gated,
                [.null, "", 1, [], [:], ["generation": 1], mark.with("generation", 0)])
        }
        + DocumentCase.values(.bad, "gates", in: Documents.gated, [.null, "", 1, [], [:], [1]])
        + DocumentCase.values(
            .bad, "gates/0/verdict", in: Documents.gated, [nil, "failed", "", "Passed", 1])
        + DocumentCase.values(
            .bad, "gates/0/policy", in: Documents.gated, [nil, "", "user", 1, .null])
        + DocumentCase.values(.bad, "gates/0/value", in: Documents.gated, [nil, [], [:]])
        + DocumentCase.values(.bad, "gates/0/baseline", in: Documents.gated, [[], [:]])
        + DocumentCase.values(.bad, "gates/0/extra", in: Documents.gated, [1])

    private static let signatures: [DocumentCase] =
        [
            DocumentCase("signatures", .good, Documents.gated.with("signatures", [signature])),
            DocumentCase(
                "a tag with signatures", .bad,
                Documents.gated.with("action", "tag").with("gates", nil as JSON?)
                    .with("signatures", [signature])),
        ]
        + DocumentCase.values(.bad, "signatures", in: Documents.gated, [.null, "", [], [:], [1]])
        + ["policy", "key", "name", "envelope", "expires"].flatMap {
            DocumentCase.values(
                .bad, "signatures/0/\($0)",
                in: Documents.gated.with("signatures", [signature]), [nil, .null, 1, [:]])
        }
        + DocumentCase.values(
            .bad, "signatures/0/policy",
            in: Documents.gated.with("signatures", [signature]), ["command", ""])

    private static let signature: JSON = [
        "policy": "store", "key": Documents.digest("key"), "name": "ann",
        "envelope": Documents.digest("envelope"), "expires": "2026-12-01T00:00:00.000Z",
    ]

    private static let mark: JSON = ["generation": 2, "digest": Documents.digest("store")]
    private static let gates: JSON = Documents.gated["gates"] ?? []

    private static let beyond: [DocumentCase] = [
        DocumentCase(
            "the 64th without a checkpoint", .beyondSchema,
            promote.with("checkpoint", nil as JSON?)),
        DocumentCase(
            "the 65th with one", .beyondSchema, promote.with("generation", 65)),
        DocumentCase(
            "a checkpoint out of order", .beyondSchema,
            promote.with("checkpoint/0/number", 3)),
        DocumentCase(
            "a version twice in a checkpoint", .beyondSchema,
            promote.with("checkpoint/1/id", "1.0.0")),
        DocumentCase(
            "removals out of order", .beyondSchema, removal.with("removed", ["2", "0.9"])),
        DocumentCase(
            "a removal of what a ref names", .beyondSchema, removal.with("removed", ["1.0.0"])),
        DocumentCase(
            "a day that is not", .beyondSchema, push.with("time", "2026-06-31T00:00:00.000Z")),
    ]
}
