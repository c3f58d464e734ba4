package import FileIO
package import SystemPackage

/// What the requests of a read-only file system mean. Called on several threads at once.
///
/// Nodes and handles must mean the same to every worker that serves the mount: a worker may get
/// requests for what another, now dead, has looked up or opened. Node 1 is the root.
///
/// Whatever is thrown becomes the errno that the reader sees.
package protocol FileSystem: AnyObject, Sendable {
    /// Finds `name` in a directory. An `.entry` counts as one reference of the kernel to its node.
    func lookup(_ name: [UInt8], in parent: UInt64) throws(Errno) -> LookupReply
    /// The kernel has dropped `count` references.
    func forget(_ node: UInt64, count: UInt64)
    func attributes(of node: UInt64) throws(Errno) -> AttributesReply
    /// The target of a symbolic link.
    func readLink(_ node: UInt64) throws(Errno) -> [UInt8]

    /// A plain file of exactly the node's bytes, which nobody writes to; nil where there is none, or
    /// not yet. If the kernel takes it, `open`, `read` and `release` are not called for that open.
    func plainFile(of node: UInt64) -> FileReader?
    func open(_ node: UInt64) throws(Errno)
    /// Fills `buffer` from `offset` as far as the file goes; returns the number of bytes.
    func read(
        _ node: UInt64, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int
    /// The last user of an `open` is gone.
    func release(_ node: UInt64)

    func openDirectory(_ node: UInt64) throws(Errno) -> OpenReply
    /// Appends what follows position `offset` (0: the beginning) until the listing is full or there
    /// is no more. Positions are the `next` of earlier appends. Where `listing.givesReferences`,
    /// every entry appended, but for "." and "..", counts as one reference of the kernel.
    func list(
        _ node: UInt64, handle: UInt64, from offset: UInt64, into listing: inout DirectoryListing
    ) throws(Errno)
    func releaseDirectory(_ node: UInt64, handle: UInt64)

    func statistics() throws(Errno) -> FileSystemStatistics
    /// The value of an extended attribute; nil if there is none of that name.
    func extendedAttribute(_ name: String, of node: UInt64) throws(Errno) -> [UInt8]?
    func extendedAttributeNames(of node: UInt64) throws(Errno) -> [String]

    /// The session has begun, or was taken over; requests follow.
    func initialised()
}
