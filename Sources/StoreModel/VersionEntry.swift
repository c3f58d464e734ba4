package import Hashing

/// One version as the journal knows it.
package struct VersionEntry: Hashable, Sendable {
    package let id: VersionID
    /// 1 for a model's first push, then counted up.
    package let number: UInt64
    /// Digest of its manifest.
    package let manifest: Digest
    /// Later features say here what befell a version, such as "revoked" or "removed".
    package let flags: [String]

    package init(id: VersionID, number: UInt64, manifest: Digest, flags: [String] = []) {
        self.id = id
        self.number = number
        self.manifest = manifest
        self.flags = flags
    }

    package var target: RefTarget { RefTarget(version: id, manifest: manifest) }
}
