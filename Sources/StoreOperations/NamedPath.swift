/// A file given by name on the command line: `name=path[:format]`.
package struct NamedPath: Hashable, Sendable {
    package let name: String
    /// Relative to the pushed directory, then to the working directory; or absolute.
    package let path: String
    package let format: String?

    package init(name: String, path: String, format: String? = nil) {
        self.name = name
        self.path = path
        self.format = format
    }
}
