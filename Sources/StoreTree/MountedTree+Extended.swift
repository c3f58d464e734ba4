import Hashing
package import StoreModel

extension MountedTree {
    /// The extended attributes of a node, as far as it determines them.
    package func attributeNames(of node: NodeID) throws(StoreError) -> [String] {
        try extended(identity(node)).map(\.name)
    }

    /// The value of an extended attribute; nil if the node has none of that name (ENODATA).
    package func attribute(
        _ name: String, of node: NodeID
    ) throws(StoreError) -> [UInt8]? {
        let known = try extended(identity(node))
        return known.first { $0.name.utf8.elementsEqual(name.utf8) }.map { Array($0.value.utf8) }
    }

    /// Plain bytes and number of files of all versions that the mount shows, as if nothing were
    /// shared: what `statfs` says. A version that cannot be read counts nothing.
    package func usage() throws(StoreError) -> (bytes: UInt64, files: UInt64) {
        var bytes: UInt64 = 0
        var files: UInt64 = 0
        for model in scope.showsModels ? try history.models() : scope.rootModel.map({ [$0] }) ?? []
        {
            for version in try history.state(of: model)?.versions ?? [] {
                do throws(StoreError) {
                    let summary = try shelf.summary(version.manifest)
                    bytes &+= summary.bytes
                    files &+= summary.files
                } catch {
                    guard error.code == .integrity else { throw error }
                }
            }
        }
        return (bytes, files)
    }

    private typealias Extended = (name: String, value: String)

    private func extended(_ identity: NodeIdentity) throws(StoreError) -> [Extended] {
        switch identity {
        case .root, .models, .link: return []
        case .place(let place, let home):
            guard place == .active, let tree = try views.now(home.model).tree else { return [] }
            return version(tree.summary, tree.manifest)
        case .directory(let directory):
            let tree = try shelf.tree(directory.manifest)
            return version(tree.summary, tree.manifest)
        case .file(let content):
            return [("user.store.sha256", content.sha256.hex)]
        case .document(let manifest):
            let summary = try shelf.summary(manifest)
            return version(summary, manifest) + [("user.store.sha256", manifest.hex)]
        }
    }

    private func version(_ summary: VersionSummary, _ manifest: Digest) -> [Extended] {
        [
            ("user.store.model", summary.model.text),
            ("user.store.version", summary.version.text),
            ("user.store.manifest", manifest.hex),
        ]
    }
}
