package import Hashing
import Sabotage

/// A statement with one signature: a DSSE envelope (github.com/secure-systems-lab/dsse, v1).
package struct SignedStatement: Hashable, Sendable {
    /// More than any envelope has.
    package static let byteLimit = 16 << 10

    package let statement: ReleaseStatement
    /// `VerifyingKey.id` of the key that is said to have signed.
    package let key: Digest
    private let signature: [UInt8]

    /// Signs.
    package init(_ statement: ReleaseStatement, by key: SigningKey) {
        self.statement = statement
        self.key = key.verifyingKey.id
        signature = key.signature(of: SignedStatement.signedBytes(statement.payload))
    }

    /// Whether the statement was signed by `key`, which its reader trusts: what the envelope says of
    /// keys is a hint.
    package func isSigned(by key: VerifyingKey) -> Bool {
        if Sabotage.skipsSignatureProof { return key.id == self.key }
        return key.id == self.key
            && key.isValid(signature, of: SignedStatement.signedBytes(statement.payload))
    }

    /// DSSE's pre-authentication encoding: type and payload, each behind its length.
    package static func signedBytes(
        _ payload: [UInt8], type: String = ReleaseStatement.payloadType
    ) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// The canonical envelope: what the store keeps.
    package var bytes: [UInt8] {
        JSON.object([
            "payload": .string(Radix64.text(statement.payload)),
            "payloadType": .string(ReleaseStatement.payloadType),
            "signatures": .array([
                .object(["keyid": .string(key.hex), "sig": .string(Radix64.text(signature))])
            ]),
        ]).canonicalBytes
    }

    /// Reads an envelope strictly, without asking whether the signature holds; throws `integrity`.
    package init(parsing bytes: [UInt8]) throws(StoreError) {
        let document: JSON
        do throws(JSONParser.Failure) { document = try JSONParser.parse(bytes) } catch {
            throw SignedStatement.malformed("byte \(error.offset): \(error.reason)")
        }
        var reader = try MemberReader(document, place: "signature")
        guard try reader.string("payloadType") == ReleaseStatement.payloadType else {
            throw SignedStatement.malformed("it signs another type of thing")
        }
        guard let payload = Radix64.bytes(try reader.string("payload")) else {
            throw SignedStatement.malformed("its payload is not base64")
        }
        statement = try ReleaseStatement(parsing: payload)
        let signatures = try reader.array("signatures")
        try reader.finish()
        guard signatures.count == 1, let only = signatures.first else {
            throw SignedStatement.malformed("it has not exactly one signature")
        }
        var inner = try MemberReader(only, place: "signature")
        key = try inner.digest("keyid")
        guard let signature = Radix64.bytes(try inner.string("sig")),
            signature.count == VerifyingKey.signatureByteCount
        else { throw SignedStatement.malformed("its signature has not 64 bytes") }
        self.signature = signature
        try inner.finish()
        guard self.bytes == bytes else {
            throw SignedStatement.malformed("it is not in canonical form (RFC 8785)")
        }
    }

    private static func malformed(_ reason: String) -> StoreError {
        StoreError(.integrity, "bad signature: \(reason)")
    }
}
