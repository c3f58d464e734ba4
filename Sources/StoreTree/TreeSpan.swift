/// One directory of a `VersionTree`: a run of rows, sorted by the bytes of their names.
struct TreeSpan: Sendable {
    var first: Int32
    var count: Int32
    /// The directory above; the root's is itself.
    let parent: Int32
    /// Its own name in the tree's `names`; empty for the root.
    let name: Range<Int>
    var subdirectories: Int32
}
