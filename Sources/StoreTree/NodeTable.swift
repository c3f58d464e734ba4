import StoreModel

/// The nodes that the kernel may hold, and how many references it has to each.
struct NodeTable {
    private struct Record {
        let identity: NodeIdentity
        var references: UInt64
    }

    private var records: [NodeID: Record] = [:]
    /// Ids that two identities were given under; any use of them is an integrity error.
    private var collided: Set<NodeID> = []

    /// What a node is; nil if this worker never gave it out. Throws `integrity` if two did.
    func identity(_ node: NodeID) throws(StoreError) -> NodeIdentity? {
        guard !collided.contains(node) else { throw NodeTable.collision(node) }
        return records[node]?.identity
    }

    /// Throws `integrity` if `node` already stands for something else.
    func check(_ node: NodeID, _ identity: NodeIdentity) throws(StoreError) {
        guard let known = try self.identity(node), known != identity else { return }
        throw NodeTable.collision(node)
    }

    /// Counts one reference for what is about to be answered. Throws `integrity`, and counts
    /// nothing, if `node` already stands for something else.
    mutating func count(_ node: NodeID, _ identity: NodeIdentity) throws(StoreError) {
        try check(node, identity)
        records[node, default: Record(identity: identity, references: 0)].references += 1
    }

    /// Counts one reference for what has been answered: too late to refuse, so a collision bars the
    /// id for both.
    mutating func countAnswered(_ node: NodeID, _ identity: NodeIdentity) {
        if let known = records[node], known.identity != identity { collided.insert(node) }
        records[node, default: Record(identity: identity, references: 0)].references += 1
    }

    /// Remembers a node that an earlier worker gave out.
    mutating func adopt(_ node: NodeID, _ identity: NodeIdentity) throws(StoreError) {
        try check(node, identity)
        if records[node] == nil { records[node] = Record(identity: identity, references: 0) }
    }

    /// Drops references; a node without any is recovered by search if it comes again after all.
    mutating func forget(_ node: NodeID, count: UInt64) {
        guard let record = records[node] else { return }
        if record.references > count {
            records[node]?.references -= count
        } else {
            records[node] = nil
            collided.remove(node)
        }
    }

    var nodeCount: Int { records.count }

    static func collision(_ node: NodeID) -> StoreError {
        StoreError(
            .integrity, "two objects of the tree have the node id \(node.rawValue)",
            fix: "read the file with: store cat REF PATH")
    }
}
