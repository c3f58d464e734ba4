import Hashing
import StoreModel

/// What a node is; its id is derived from this and nothing else. The large and rarer cases are
/// boxed, so that a million files cost 48 bytes each.
enum NodeIdentity: Hashable, Sendable {
    case root
    /// `models/` ("") or a directory below it, as far as the names of models reach.
    case models(prefix: String)
    case place(Place, ModelHome)
    indirect case link(RefLink)
    indirect case directory(VersionDirectory)
    case file(FileContent)
    /// `manifests/<id>.json`.
    case document(Digest)

    var kind: NodeKind {
        switch self {
        case .root, .models, .place, .directory: .directory
        case .link: .symbolicLink
        case .file, .document: .file
        }
    }
}
