/// One name in a directory.
package struct DirectoryEntry: Hashable, Sendable {
    package enum Kind: Sendable { case file, directory, symbolicLink, other, unknown }

    /// The bytes of the name; not necessarily UTF-8.
    package let bytes: [UInt8]
    package let kind: Kind

    /// The name as text; nil if it is not UTF-8.
    package var name: String? { String(validating: bytes, as: UTF8.self) }
}
