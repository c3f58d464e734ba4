package import Hashing
package import StoreModel

/// Everything `store push` was told (docs/cli.md), checked for form but not against any store.
package struct PushRequest: Sendable {
    /// Directories or files to push, at least one.
    package var paths: [String]
    package var model: ModelName
    /// nil: `vYYYYMMDD_HHMMSS`, made unique with `-2`, `-3`.
    package var version: VersionID?
    package var run: String?
    package var dataset: String?
    package var description: String?
    package var changelog: String?
    package var artefacts: [NamedPath] = []
    package var preprocessing: [NamedPath] = []
    package var attribution: [NamedPath] = []
    /// A JSON file whose nested scalars become dotted metrics; resolved as `NamedPath.path` is.
    package var metricsFile: String?
    /// Scalars that add to, and win over, what `metricsFile` says.
    package var metrics: [String: JSON] = [:]
    package var parents: [Digest] = []
    package var labels: [String: String] = [:]
    package var locations: [String] = []
    /// What `--created` or `SOURCE_DATE_EPOCH` said; nil: now, and then it is not compared when
    /// the same id is pushed again.
    package var created: Timestamp?
    /// Globs on the whole path, or on the last component at any depth.
    package var excludes: [String] = []
    package var commitment: Commitment = .register
    /// Bytes that the manifest may have. Lowered by tests alone.
    package var manifestLimit = Manifest.byteLimit
    package var trust: StatTrust = .trusting
    /// zstd's, 1 to 19.
    package var level: Int32 = 1
    /// Who is recorded in the journal.
    package var actor: String

    package init(paths: [String], model: ModelName, actor: String) {
        self.paths = paths
        self.model = model
        self.actor = actor
    }
}
