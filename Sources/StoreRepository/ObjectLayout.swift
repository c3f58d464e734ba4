package import Hashing
package import StoreInterface
package import StoreModel

/// Where each kind of object stands (docs/design.md, "On disk"). Keys are derived from digests and
/// checked names, never from text that came from elsewhere.
package enum ObjectLayout {
    package static let format = ObjectKey("format.json")
    /// The directories of an empty store.
    package static let directories = [
        "packs", "manifests", "signatures", "models", "mirror", "cache", "tmp", "leases",
    ]

    package static func pack(_ id: Digest) -> ObjectKey { addressed("packs", id, ".pack") }
    package static func index(_ id: Digest) -> ObjectKey { addressed("packs", id, ".idx") }
    /// Says that every recipe of the pack has been proved (`RecipeProofs`).
    static func proof(_ id: Digest) -> ObjectKey { addressed("cache/recipes", id, "") }
    /// Where every chunk and recipe stands (`MergedIndex`).
    static let mergedIndex = ObjectKey("cache/index")
    /// Remembers the files of the source that `key` names (`StatCache`).
    static func statCache(_ key: Digest) -> ObjectKey { addressed("cache/stat", key, "") }
    /// Says that the plain file of a blob was hashed (`CopyProof`).
    static func copyProof(_ blob: Digest) -> ObjectKey { addressed("cache/checked", blob, "") }
    package static func manifest(_ digest: Digest) -> ObjectKey {
        addressed("manifests", digest, ".json")
    }

    /// The signatures of a manifest.
    package static func signatures(of manifest: Digest) -> String {
        let hex = manifest.hex
        return "signatures/\(hex.prefix(2))/\(hex)"
    }

    /// A key may sign a version again, for longer, so the name has the digest of the envelope too.
    package static func signature(_ signed: SignedStatement) -> ObjectKey {
        let envelope = SHA256Hasher.digest(of: signed.bytes).hex.prefix(16)
        let place = signatures(of: signed.statement.manifest)
        return ObjectKey("\(place)/\(signed.key.hex).\(envelope).json")
    }

    package static func journal(_ model: ModelName) -> String { "models/\(model)/@journal" }
    package static func record(_ model: ModelName, _ generation: UInt64) -> ObjectKey {
        ObjectKey("\(journal(model))/\(generation).json")
    }

    /// The second copy of a root object.
    package static func mirror(_ key: ObjectKey) -> ObjectKey { ObjectKey("mirror/" + key.text) }

    /// The generation that `<generation>.json` names; nil for any other name.
    package static func generation(ofRecord name: String) -> UInt64? {
        guard name.hasSuffix(".json"), let number = UInt64(name.dropLast(5)), number > 0,
            number <= UInt64(JSON.largestInteger), "\(number).json" == name
        else { return nil }
        return number
    }

    /// The digest in `<64 hex><suffix>`; nil for any other name.
    package static func digest(in name: String, suffix: String) -> Digest? {
        guard name.hasSuffix(suffix) else { return nil }
        return Digest(hex: name.dropLast(suffix.count))
    }

    private static func addressed(
        _ place: String, _ digest: Digest, _ suffix: String
    ) -> ObjectKey {
        let hex = digest.hex
        return ObjectKey("\(place)/\(hex.prefix(2))/\(hex)\(suffix)")
    }
}
