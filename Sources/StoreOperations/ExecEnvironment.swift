import Hashing
import StoreModel

/// What `store exec` tells its command: the one version it is pinned to.
package struct ExecEnvironment: Hashable, Sendable {
    package let version: VersionDocument
    /// The version's directory in a mount: `…/versions/<id>`.
    package let directory: String

    package init(version: VersionDocument, directory: String) {
        self.version = version
        self.directory = directory
    }

    package var variables: [String: String] {
        [
            "MODEL_DIR": directory,
            "MODEL_VERSION": version.entry.id.text,
            "MODEL_DIGEST": version.entry.manifest.hex,
        ]
    }
}
