package import Hashing

/// One file of a version.
package struct ManifestFile: Hashable, Sendable {
    /// Relative path that passes `ManifestPath`.
    package var path: String
    /// Plain length in bytes.
    package var size: UInt64
    /// The blob: SHA-256 of the plain bytes.
    package var sha256: Digest
    package var isExecutable: Bool
    package var role: FileRole?
    /// The artefact's name in its role, such as `performance_dense`.
    package var name: String?
    /// Its format, such as `onnx` or `safetensors`.
    package var format: String?

    package init(
        path: String, size: UInt64, sha256: Digest, isExecutable: Bool = false,
        role: FileRole? = nil, name: String? = nil, format: String? = nil
    ) {
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.isExecutable = isExecutable
        self.role = role
        self.name = name
        self.format = format
    }
}
