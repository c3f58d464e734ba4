import FileIO

/// A file of the tree to be pushed, as the walk found it.
struct SourceFile: Sendable {
    /// Its path in the version.
    let path: String
    /// The directory it is opened from, and its path below that.
    let root: Directory
    let name: [UInt8]
    let status: FileStatus

    var size: UInt64 { status.size }
}

/// A directory as the walk found it: if its time of change moves, names came or went.
struct SourceDirectory: Sendable {
    let path: String
    let root: Directory
    let name: [UInt8]
    let status: FileStatus
}
