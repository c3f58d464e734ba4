import StoreModel

/// The few facts of a version that listings and `statfs` need of every version at once.
struct VersionSummary: Sendable {
    let model: ModelName
    let version: VersionID
    let created: Timestamp
    /// Bytes of the canonical manifest.
    let documentSize: UInt64
    /// Plain bytes of all files.
    let bytes: UInt64
    let files: UInt64
    /// Directories directly below the version's root.
    let subdirectories: Int
}
