import FileIO

/// What a mount says of itself, through the extended attributes of its root (`RootAttribute`).
package struct MountedStore: Sendable, Hashable {
    package let path: String
    package let storePath: String
    /// The model whose four places stand at the root.
    package let model: String?
    /// The newest generation of that model.
    package let generation: UInt64?
    /// The worker's process id.
    package let process: Int32
    /// `ok` or `degraded`.
    package let health: String

    /// nil if nobody serves the mount at `path`, or if it may not be asked.
    init?(at path: String) {
        func value(_ attribute: RootAttribute) -> String? {
            do throws(FileError) {
                return try ExtendedAttributes.value(attribute.rawValue, at: path)
                    .map { String(decoding: $0, as: UTF8.self) }
            } catch {
                return nil
            }
        }
        guard let storePath = value(.store), let health = value(.health),
            let process = value(.process).flatMap({ Int32($0) })
        else { return nil }
        self.path = path
        self.storePath = storePath
        self.process = process
        self.health = health
        model = value(.model)
        generation = value(.generation).flatMap { UInt64($0) }
    }
}
