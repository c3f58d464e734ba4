/// One line of a listing.
package struct DirectoryItem: Sendable {
    package let name: [UInt8]
    package let entry: Entry
    /// What the node is, so that a reference to it can be counted without another search.
    let identity: NodeIdentity

    /// "." or "..": READDIRPLUS counts no reference for these (fs/fuse/readdir.c).
    package var isSelfOrParent: Bool { name == [0x2E] || name == [0x2E, 0x2E] }
}
