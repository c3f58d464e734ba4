package import StoreInterface
package import StoreModel
package import StoreTree

/// What a worker serves, and what it needs to say what that is.
package struct ServedTree: Sendable {
    let tree: MountedTree
    let catalogue: any VersionCatalogue
    /// The model whose five places stand at the root, if there is one.
    let model: ModelName?
    let storePath: String
    /// Says how many bytes of plain copies are in use; nil where none ever are.
    let hydrated: (@Sendable () -> UInt64)?
    /// Knows the files that the kernel may read by itself; nil where there never are any.
    let plain: (any PlainFiles)?

    package init(
        tree: MountedTree, catalogue: any VersionCatalogue, model: ModelName?, storePath: String,
        hydrated: (@Sendable () -> UInt64)? = nil, plain: (any PlainFiles)? = nil
    ) {
        self.tree = tree
        self.catalogue = catalogue
        self.model = model
        self.storePath = storePath
        self.hydrated = hydrated
        self.plain = plain
    }
}
