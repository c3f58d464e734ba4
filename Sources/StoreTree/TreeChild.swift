/// What a name inside a version stands for: an index into the tree's directories or files.
enum TreeChild: Sendable, Equatable {
    case directory(Int32)
    case file(Int32)
}
