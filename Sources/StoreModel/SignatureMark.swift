package import Hashing

/// A signature that counted when a version became active: a line of the record.
package struct SignatureMark: Hashable, Sendable {
    /// Whose policy asked for it.
    package let policy: GateResult.Origin
    /// `VerifyingKey.id`, and whose key the policy says it is.
    package let key: Digest
    package let name: String
    /// SHA-256 of the envelope's bytes.
    package let envelope: Digest
    package let expires: Timestamp

    package init(
        policy: GateResult.Origin, key: Digest, name: String, envelope: Digest, expires: Timestamp
    ) {
        self.policy = policy
        self.key = key
        self.name = name
        self.envelope = envelope
        self.expires = expires
    }

    package var json: JSON {
        [
            "policy": .string(policy.rawValue), "key": .string(key.hex), "name": .string(name),
            "envelope": .string(envelope.hex), "expires": .string(expires.description),
        ]
    }

    init(_ document: JSON, place: String) throws(StoreError) {
        var reader = try MemberReader(document, place: place)
        guard let origin = GateResult.Origin(rawValue: try reader.string("policy")),
            origin != .command
        else {
            throw StoreError(.integrity, "bad journal record: \(place): nobody asked for it")
        }
        policy = origin
        key = try reader.digest("key")
        name = try reader.string("name")
        envelope = try reader.digest("envelope")
        expires = try reader.timestamp("expires")
        try reader.finish()
    }
}
