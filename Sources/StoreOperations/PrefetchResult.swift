package import StoreModel

/// What stands ready of a version's large files.
package struct PrefetchResult: Sendable {
    package let version: VersionDocument
    /// Different contents that are worth a copy, and those that have one now.
    package let files: Int
    package let filesReady: Int
    /// Their plain bytes.
    package let bytes: UInt64
    package let bytesReady: UInt64
    package let milliseconds: Int64

    package var isComplete: Bool { filesReady == files }

    /// The document `store.prefetch/1`.
    package var json: JSON {
        var members = version.members
        members["schema"] = "store.prefetch/1"
        members["files_large"] = .integer(Int64(files))
        members["files_ready"] = .integer(Int64(filesReady))
        members["bytes_large"] = .integer(Int64(bytes))
        members["bytes_ready"] = .integer(Int64(bytesReady))
        members["seconds"] = JSON(Double(milliseconds) / 1000)
        return .object(members)
    }
}
