package import Hashing
package import StoreInterface
package import StoreModel
import Synchronization

/// The mounted tree: what each call of the kernel means. Shared by all request threads; every call
/// may block on the store.
///
/// Errors: `notFound` means that nothing in the store has this node id (ESTALE), `badInput` that
/// the node is of the wrong kind for the call, `integrity` damage (EIO).
package final class MountedTree: Sendable {
    /// `NAME_MAX`: no name in the tree is longer.
    package static let nameLimit = 255

    let scope: TreeScope
    let naming: NodeNaming
    let history: ModelHistory
    let shelf: VersionShelf
    let views: ActiveViews
    let files: OpenFiles
    private let recovery: NodeRecovery
    private let table = Mutex(NodeTable())

    package init(
        catalogue: any VersionCatalogue, manifests: any ManifestSource, blobs: any BlobOpener,
        scope: TreeScope, naming: NodeNaming = .sha256
    ) {
        self.scope = scope
        self.naming = naming
        history = ModelHistory(catalogue: catalogue)
        shelf = VersionShelf(manifests: manifests)
        views = ActiveViews(history: history, shelf: shelf)
        files = OpenFiles(blobs: blobs, shelf: shelf)
        recovery = NodeRecovery(scope: scope, naming: naming, history: history, shelf: shelf)
    }

    /// Whether what is served is what the store says. Asks the journal of every model that the
    /// mount shows.
    package var health: TreeHealth {
        guard let reason = views.failure ?? journalFailure ?? files.failure else { return .ok }
        return .degraded(reason: reason)
    }

    private var journalFailure: String? {
        do throws(StoreError) {
            return history.damage(of: try history.models(shownIn: scope))
        } catch {
            return error.message
        }
    }

    /// How many nodes the kernel holds, as far as this worker knows.
    package var nodeCount: Int { table.withLock { $0.nodeCount } }

    // MARK: Names

    /// What `name` stands for in the directory `parent`; a found node counts one reference.
    package func lookup(
        _ name: [UInt8], in parent: NodeID
    ) throws(StoreError) -> LookupResult {
        let directory = try identity(parent)
        guard directory.kind == .directory else {
            throw StoreError(.badInput, "node \(parent.rawValue) is not a directory")
        }
        guard name.count <= MountedTree.nameLimit, let child = try child(name, of: directory)
        else { return .absent(negativeCaching(in: directory)) }
        let entry = try entry(child, named: name, in: directory)
        try table.withLock { table throws(StoreError) in
            try table.count(entry.node, child)
        }
        return .found(entry)
    }

    /// The kernel dropped `count` references.
    package func forget(_ node: NodeID, count: UInt64) {
        table.withLock { $0.forget(node, count: count) }
    }

    /// Counts the reference that a READDIRPLUS entry gave; not for "." and "..".
    package func countReference(_ item: DirectoryItem) {
        table.withLock { $0.countAnswered(item.entry.node, item.identity) }
    }

    /// What `stat` shows, and how long it holds.
    package func attributes(
        of node: NodeID
    ) throws(StoreError) -> (NodeAttributes, Caching) {
        try attributes(of: identity(node))
    }

    /// Where a symbolic link points.
    package func readLink(_ node: NodeID) throws(StoreError) -> [UInt8] {
        guard case .link(let link) = try identity(node) else {
            throw StoreError(.badInput, "node \(node.rawValue) is not a symbolic link")
        }
        return link.target
    }

    // MARK: Files

    /// Opens a file: throws `integrity` if a part of it is missing. Each open has one release.
    package func openFile(_ node: NodeID) throws(StoreError) {
        try files.open(node, identity(node))
    }

    /// The blob that a file shows; nil for what is no file, or a manifest.
    package func blob(of node: NodeID) throws(StoreError) -> (digest: Digest, size: UInt64)? {
        guard case .file(let content) = try identity(node) else { return nil }
        return (content.sha256, content.size)
    }

    package func releaseFile(_ node: NodeID) { files.release(node) }

    /// Fills `buffer` with the file's bytes from `offset`, as far as it reaches, and returns how
    /// many. Needs no open in this worker: an earlier one may have answered it.
    package func read(
        _ node: NodeID, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> Int {
        try files.read(
            node, { () throws(StoreError) in try self.identity(node) }, at: offset, into: buffer)
    }

    // MARK: Nodes

    /// What a node is, recovered if an earlier worker gave it out.
    func identity(_ node: NodeID) throws(StoreError) -> NodeIdentity {
        if node == .root { return .root }
        let known = try table.withLock { table throws(StoreError) in try table.identity(node) }
        if let known { return known }
        let found = try recovery.identity(node)
        try table.withLock { table throws(StoreError) in try table.adopt(node, found) }
        return found
    }

    /// Throws `integrity` if the id already stands for something else.
    func check(_ node: NodeID, _ identity: NodeIdentity) throws(StoreError) {
        try table.withLock { table throws(StoreError) in try table.check(node, identity) }
    }
}
