import Hashing

/// What a reader should find at a path.
enum Sight: Equatable {
    case directory(Set<String>)
    case file(FakeFile)
    case link(String)
    case document(Digest)

    var names: Set<String>? { if case .directory(let names) = self { names } else { nil } }
}
