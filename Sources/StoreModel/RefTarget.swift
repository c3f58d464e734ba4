package import Hashing

/// What a ref points at.
package struct RefTarget: Hashable, Sendable {
    package let version: VersionID
    /// The version's digest.
    package let manifest: Digest

    package init(version: VersionID, manifest: Digest) {
        self.version = version
        self.manifest = manifest
    }
}
