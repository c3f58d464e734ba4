package import Hashing

/// One version as the journal knows it.
package struct VersionEntry: Hashable, Sendable {
    package let id: VersionID
    /// 1 for a model's first push, then counted up.
    package let number: UInt64
    /// Digest of its manifest.
    package let manifest: Digest
    /// What befell the version: `removed@<generation>`, and whatever later features say.
    package let flags: [String]

    package init(id: VersionID, number: UInt64, manifest: Digest, flags: [String] = []) {
        self.id = id
        self.number = number
        self.manifest = manifest
        self.flags = flags
    }

    /// The generation that removed the version; nil while it can be had. Its id and number stay taken.
    package var removedAt: UInt64? {
        for flag in flags where flag.hasPrefix(VersionEntry.removedFlag) {
            if let generation = UInt64(flag.dropFirst(VersionEntry.removedFlag.utf8.count)) {
                return generation
            }
        }
        return nil
    }

    /// The same version once the record of that generation has removed it.
    package func removed(at generation: UInt64) -> VersionEntry {
        VersionEntry(
            id: id, number: number, manifest: manifest,
            flags: flags + ["\(VersionEntry.removedFlag)\(generation)"])
    }

    private static let removedFlag = "removed@"

    package var target: RefTarget { RefTarget(version: id, manifest: manifest) }
}
