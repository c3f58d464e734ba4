import Sabotage

/// The names of a tree as they are collected: finds a path that is both file and directory, and
/// two paths that are one name after NFC and case folding.
package struct PathSet {
    package enum Kind: Sendable { case file, emptyDirectory }

    private enum Known: Hashable {
        case file, emptyDirectory, directory
    }

    /// By collision key: the spelling that came first and what it is.
    private var known: [String: (path: String, kind: Known)] = [:]

    package init() {}

    /// Adds `path` and its parents; throws `integrity` naming the path and what it collides with.
    package mutating func insert(_ path: String, kind: Kind) throws(StoreError) {
        if let reason = ManifestPath.objection(to: path) {
            throw Manifest.malformed(quoted(path), reason)
        }
        var index = path.utf8.startIndex
        while let slash = path.utf8[index...].firstIndex(of: UInt8(ascii: "/")) {
            try add(String(path[..<slash]), .directory)
            index = path.utf8.index(after: slash)
        }
        try add(path, kind == .file ? .file : .emptyDirectory)
    }

    private mutating func add(_ path: String, _ kind: Known) throws(StoreError) {
        let key = Sabotage.acceptsSameNames ? path : ManifestPath.collisionKey(path)
        guard let (first, firstKind) = known[key] else {
            known[key] = (path, kind)
            return
        }
        guard first.utf8.elementsEqual(path.utf8) else {
            throw Manifest.malformed(
                quoted(path), "it is the same name as \(quoted(first)) after case folding and NFC")
        }
        guard kind == .directory, firstKind == .directory else {
            throw Manifest.malformed(quoted(path), "it stands twice, or is file and directory")
        }
    }
}
