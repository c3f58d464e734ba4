import Hashing
import StoreModel

/// Derives node ids: 63 bits of a hash over an unambiguous spelling of the identity. Paths are
/// spelt out, so that a newer build with another tree layout derives the same ids.
package struct NodeNaming: Sendable {
    private let hash: @Sendable ([UInt8]) -> UInt64

    /// Tests pass a weak hash to see collisions.
    package init(hash: @escaping @Sendable ([UInt8]) -> UInt64) { self.hash = hash }

    package static let sha256 = NodeNaming { SHA256Hasher.digest(of: $0).leadingWord }

    /// `path` is a directory's place inside its version ([] for the version's root); nothing else
    /// needs one.
    func id(_ identity: NodeIdentity, path: [UInt8] = []) -> NodeID {
        var spelling = NodeSpelling()
        switch identity {
        case .root: return .root
        case .models(let prefix):
            spelling.add("models")
            spelling.add(prefix)
        case .place(let place, let home):
            spelling.add("place")
            spelling.add(place.name)
            spelling.add(home)
        case .link(let link):
            spelling.add("link")
            spelling.add(link.home)
            spelling.add(link.ref.text)
            spelling.add(link.version.text)
        case .directory(let directory):
            spelling.add(directory, path: path)
        case .file(let content):
            spelling.add("file")
            spelling.add(content.sha256)
            spelling.add(content.size)
            spelling.add(UInt64(content.permissions))
        case .document(let manifest):
            spelling.add("document")
            spelling.add(manifest)
        }
        return id(spelling)
    }

    /// 0 means "no node" to FUSE and 1 is the root.
    private func id(_ spelling: NodeSpelling) -> NodeID {
        let word = hash(spelling.bytes) & (UInt64.max >> 1)
        return NodeID(rawValue: word < 2 ? word + 2 : word)
    }
}
