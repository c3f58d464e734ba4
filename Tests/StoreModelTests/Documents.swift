import Hashing
import StoreModel

/// Good documents to start from, and how to spoil them.
enum Documents {
    static func digest(_ text: String) -> JSON {
        .string(SHA256Hasher.digest(of: Array(text.utf8)).hex)
    }

    static let file: JSON = [
        "path": "model.onnx", "size": 12, "sha256": digest("file"), "executable": false,
        "role": "model", "name": "performance_dense", "format": "onnx",
    ]

    /// A manifest with every member.
    static let manifest: JSON = [
        "schema": "store.manifest/1", "model": "acme/qb", "version": "1.0.0",
        "created": "2026-11-20T14:00:00.000Z",
        "files": [
            [
                "path": "bin/run", "size": 0, "sha256": .string(Digest.ofNothing.hex),
                "executable": true,
            ],
            file,
        ],
        "directories": ["empty"], "metrics": ["r2": .number(0.875), "epochs": 3, "ok": true],
        "run": "run-7", "parents": [digest("parent")], "dataset": "d1", "description": "",
        "changelog": "first\nline", "labels": ["team": "ml"], "locations": ["s3://bucket/x"],
        "legacy_tree_hash": digest("legacy"),
    ]

    /// The least a manifest can say.
    static let leastManifest: JSON = [
        "schema": "store.manifest/1", "model": "qb", "version": "1",
        "created": "2026-11-20T14:00:00.000Z", "files": [], "directories": [],
    ]

    static let entry: JSON = [
        "id": "1.0.0", "number": 1, "manifest": digest("manifest"), "flags": [],
    ]

    static let target: JSON = ["version": "1.0.0", "manifest": digest("manifest")]

    /// A first record, unsealed.
    static let push: JSON = [
        "schema": "store.transition/1", "model": "acme/qb", "generation": 1, "previous": nil,
        "time": "2026-11-20T14:00:00.000Z", "actor": "ann@host", "action": "push", "reason": nil,
        "changes": ["latest": ["from": nil, "to": "1.0.0"]], "refs": ["latest": target],
        "version": entry,
    ]

    /// A 64th record, unsealed.
    static let promote: JSON = push.with("generation", 64).with("previous", digest("previous"))
        .with("action", "promote").with("reason", "better").with("version", nil as JSON?)
        .with(
            "changes",
            ["active": ["from": "0.9", "to": "1.0.0"], "old": ["from": "x", "to": nil]]
        )
        .with("refs", ["latest": target, "active": target])
        .with("checkpoint", [entry, entry.with("id", "2").with("number", 3)])

    /// A removal, unsealed.
    static let removal: JSON = promote.with("generation", 65).with("action", "remove")
        .with("checkpoint", nil as JSON?).with("changes", [:]).with("removed", ["0.9", "2"])

    /// SHA-256 of the canonical bytes.
    static func digest(of document: JSON) -> JSON {
        .string(SHA256Hasher.digest(of: document.canonicalBytes).hex)
    }

    /// A record that sets a policy, unsealed.
    static let policy: JSON = promote.with("generation", 65).with("action", "policy")
        .with("checkpoint", nil as JSON?).with("changes", [:])
        .with("document", PolicyCorpus.policy)
        .with("policy", ["generation": 65, "digest": digest(of: PolicyCorpus.policy)])

    /// The record after it, which makes a version active, unsealed.
    static let gated: JSON = promote.with("generation", 66).with("checkpoint", nil as JSON?)
        .with("policy", ["generation": 65, "digest": digest(of: PolicyCorpus.policy)])
        .with("store_policy", ["generation": 2, "digest": digest("store")])
        .with(
            "gates",
            [
                [
                    "name": "r2", "policy": "model", "metric": "r2", "rule": "at_least 0.85",
                    "verdict": "overridden", "value": .number(0.8), "baseline": nil,
                    "detail": "0.8 is not at least 0.85",
                ]
            ])

    /// The store-wide policy's first record, unsealed.
    static let storePolicy: JSON = policy.with("model", "@store").with("generation", 1)
        .with("previous", nil as JSON).with("refs", [:]).with("policy/generation", 1)

    static let format: JSON = [
        "format": 1, "compatible": [], "readOnlyCompatible": [], "incompatible": [],
    ]

    /// `record` with the seal that its bytes ask for.
    static func sealed(_ record: JSON) -> JSON {
        let seal = SHA256Hasher.digest(of: record.with("seal", nil as JSON?).canonicalBytes)
        return record.with("seal", .string(seal.hex))
    }
}
