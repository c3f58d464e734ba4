package import Hashing

/// What a signer says: this version of this model may be released in that store, until then. Typed and
/// whole, so that no signature can be taken for one of something else.
package struct ReleaseStatement: Hashable, Sendable {
    package static let schema = "store.statement/1"
    /// The type that is signed together with the statement.
    package static let payloadType = "application/vnd.store.statement+json"

    /// What the signature is for. Raw values are part of the schema.
    package enum Purpose: String, Sendable, CaseIterable { case release }

    package var purpose: Purpose
    /// The store's name, as the policy says it.
    package var store: String
    package var model: ModelName
    package var version: VersionID
    package var manifest: Digest
    /// From then on it says nothing.
    package var expires: Timestamp

    package init(
        purpose: Purpose = .release, store: String, model: ModelName, version: VersionID,
        manifest: Digest, expires: Timestamp
    ) {
        self.purpose = purpose
        self.store = store
        self.model = model
        self.version = version
        self.manifest = manifest
        self.expires = expires
    }

    /// Whether a text can name a store.
    package static func isStoreName(_ text: String) -> Bool {
        isName(text, extra: "._-/", limit: 200)
    }

    /// The bytes that are signed, and no others that say the same.
    package var payload: [UInt8] {
        JSON.object([
            "schema": .string(ReleaseStatement.schema), "purpose": .string(purpose.rawValue),
            "store": .string(store), "model": .string(model.text),
            "version": .string(version.text), "manifest": .string(manifest.hex),
            "expires": .string(expires.description),
        ]).canonicalBytes
    }

    /// Reads a statement strictly; throws `integrity`.
    package init(parsing bytes: [UInt8]) throws(StoreError) {
        let document: JSON
        do throws(JSONParser.Failure) { document = try JSONParser.parse(bytes) } catch {
            throw ReleaseStatement.malformed("byte \(error.offset): \(error.reason)")
        }
        var reader = try MemberReader(document, place: "statement")
        guard try reader.string("schema") == ReleaseStatement.schema else {
            throw ReleaseStatement.malformed("its schema is not \(ReleaseStatement.schema)")
        }
        guard let purpose = Purpose(rawValue: try reader.string("purpose")) else {
            throw ReleaseStatement.malformed("its purpose is not one this build knows")
        }
        self.init(
            purpose: purpose, store: try reader.string("store"),
            model: try reader.named("model", ModelName.init(_:)),
            version: try reader.named("version", VersionID.init(_:)),
            manifest: try reader.digest("manifest"), expires: try reader.timestamp("expires"))
        try reader.finish()
        guard ReleaseStatement.isStoreName(store), payload == bytes else {
            throw ReleaseStatement.malformed("it is not in canonical form (RFC 8785)")
        }
    }

    private static func malformed(_ reason: String) -> StoreError {
        StoreError(.integrity, "bad statement: \(reason)")
    }
}
