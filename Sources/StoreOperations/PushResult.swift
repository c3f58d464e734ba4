package import StoreModel

/// What `store push` did, or would do.
package struct PushResult: Sendable {
    /// Its model, id, number, digest and files.
    package var version: VersionDocument
    /// Nothing was registered: the same version was there.
    package var unchanged: Bool
    /// Plain bytes read from the source.
    package var bytesRead: UInt64
    /// Plain bytes that were not in the store before.
    package var bytesNew: UInt64
    /// What the new bytes take on disk.
    package var bytesStored: UInt64
    package var seconds: Double
    package var commitment: Commitment
    /// Where the version is mounted; the command layer knows.
    package var mountPath: String?

    /// - Parameter refs: the refs that point at the version now, sorted.
    package init(
        entry: VersionEntry, manifest: Manifest, refs: [RefName], unchanged: Bool,
        bytesRead: UInt64, bytesNew: UInt64, bytesStored: UInt64, seconds: Double,
        commitment: Commitment
    ) {
        version = VersionDocument(entry: entry, manifest: manifest, refs: refs)
        self.unchanged = unchanged
        self.bytesRead = bytesRead
        self.bytesNew = bytesNew
        self.bytesStored = bytesStored
        self.seconds = seconds
        self.commitment = commitment
    }

    /// The document `store.push/1`.
    package var json: JSON {
        var members = version.members
        members["schema"] = "store.push/1"
        members["unchanged"] = .bool(unchanged)
        members["bytes_read"] = .integer(Int64(bytesRead))
        members["bytes_new"] = .integer(Int64(bytesNew))
        members["bytes_stored"] = .integer(Int64(bytesStored))
        members["seconds"] = JSON((seconds * 1000).rounded() / 1000)
        members["mount_path"] = mountPath.map(JSON.string) ?? .null
        members["dry_run"] = .bool(commitment.isDryRun)
        return .object(members)
    }
}
