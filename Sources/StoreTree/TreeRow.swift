/// One name of a `VersionTree`: 16 bytes.
struct TreeRow: Sendable {
    /// Where the name's bytes start in the tree's `names`; a manifest is at most 1 GiB.
    let nameStart: UInt32
    /// At most 255.
    let nameLength: UInt16
    /// A file's index, or the complement of a directory's.
    private let code: Int32

    init(nameStart: UInt32, nameLength: UInt16, child: TreeChild) {
        self.nameStart = nameStart
        self.nameLength = nameLength
        code =
            switch child {
            case .file(let index): index
            case .directory(let index): ~index
            }
    }

    var child: TreeChild { code < 0 ? .directory(~code) : .file(code) }

    var range: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameLength) }
}
