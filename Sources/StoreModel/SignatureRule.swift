package import Hashing
import Sabotage

/// How many of which keys must have signed a version.
package struct SignatureRule: Hashable, Sendable {
    package struct TrustedKey: Hashable, Sendable {
        /// Whose it is.
        package let name: String
        package let key: VerifyingKey
    }

    package static let keyLimit = 64
    package static let revocationLimit = 1024

    /// What statements must call the store.
    package let store: String
    /// Different keys, at least 1.
    package let threshold: Int
    package let keys: [TrustedKey]
    /// Ids of keys that count no more, whatever lists them; sorted.
    package let revoked: [Digest]

    var json: JSON {
        var members: [String: JSON] = [
            "store": .string(store), "threshold": .integer(Int64(threshold)),
            "keys": .array(
                keys.map { trusted in
                    let info = Radix64.text(trusted.key.subjectPublicKeyInfo)
                    return ["name": .string(trusted.name), "public": .string(info)]
                }),
        ]
        if !revoked.isEmpty { members["revoked"] = .array(revoked.map { .string($0.hex) }) }
        return .object(members)
    }

    init(_ node: MarkedNode, place: String) throws(PolicyFlaw) {
        var reader = try PolicyReader(node, place: place)
        store = try reader.text("store")
        guard ReleaseStatement.isStoreName(store) else {
            throw reader.flaw(
                "store", "it is not letters, digits, '.', '_', '-' or '/', at most 200")
        }
        keys = try SignatureRule.keys(&reader)
        revoked = try SignatureRule.revoked(&reader)
        guard case .number(let text) = try reader.required("threshold").content,
            let threshold = Int(text), threshold >= 1
        else { throw reader.flaw("threshold", "it is not a whole number from 1") }
        self.threshold = threshold
        try reader.finish(known: ["store", "threshold", "keys", "revoked"])
        let left = keys.count { !revoked.contains($0.key.id) }
        guard threshold <= left else {
            throw reader.flaw(
                "threshold", "it is \(threshold), and only \(left) keys could sign")
        }
    }

    private static func keys(_ reader: inout PolicyReader) throws(PolicyFlaw) -> [TrustedKey] {
        var keys: [TrustedKey] = []
        for (index, item) in try reader.list("keys", limit: keyLimit).enumerated() {
            let place = "\(reader.path("keys"))[\(index)]"
            var inner = try PolicyReader(item, place: place)
            let name = try inner.text("name")
            guard isName(name, extra: "._-@+", limit: 128) else {
                throw inner.flaw(
                    "name", "it is not letters, digits, '.', '_', '-', '@' or '+', at most 128")
            }
            guard let encoded = Radix64.bytes(try inner.text("public")),
                let key = VerifyingKey(subjectPublicKeyInfo: encoded)
            else {
                throw inner.flaw(
                    "public", "it is not the middle line of an Ed25519 public key's PEM file")
            }
            guard !key.isWeak || Sabotage.trustsWeakKeys else {
                throw inner.flaw("public", "the key is weak: its point has a small order")
            }
            try inner.finish(known: ["name", "public"])
            guard !keys.contains(where: { $0.name == name || $0.key == key }) else {
                throw PolicyFlaw(
                    place, line: item.line, "another key has this name, or is this key")
            }
            keys.append(TrustedKey(name: name, key: key))
        }
        return keys
    }

    private static func revoked(_ reader: inout PolicyReader) throws(PolicyFlaw) -> [Digest] {
        var ids: Set<Digest> = []
        for (index, item) in try reader.list("revoked", limit: revocationLimit).enumerated() {
            guard case .text(let text) = item.content, let id = Digest(hex: text) else {
                throw PolicyFlaw(
                    "\(reader.path("revoked"))[\(index)]", line: item.line,
                    "it is not the id of a key: 64 lower-case hexadecimal digits")
            }
            ids.insert(id)
        }
        return ids.sorted()
    }
}
