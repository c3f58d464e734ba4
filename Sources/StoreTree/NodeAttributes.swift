package import StoreModel

/// What `stat` shows of a node, apart from its owner, which is the adapter's.
package struct NodeAttributes: Sendable, Equatable {
    /// Equal to the node id.
    package let inode: UInt64
    package let kind: NodeKind
    /// Plain bytes of a file, bytes of a link's target, 0 for a directory.
    package let size: UInt64
    /// Permission bits alone: 0o444, 0o555, or 0o777 for a link.
    package let permissions: UInt16
    /// 2 and the subdirectories for a directory, 1 otherwise.
    package let links: UInt32
    package let modified: Timestamp

    static func directory(
        _ node: NodeID, subdirectories: Int, modified: Timestamp
    ) -> NodeAttributes {
        NodeAttributes(
            inode: node.rawValue, kind: .directory, size: 0, permissions: 0o555,
            links: UInt32(clamping: subdirectories + 2), modified: modified)
    }

    static func file(
        _ node: NodeID, size: UInt64, permissions: UInt16, modified: Timestamp
    ) -> NodeAttributes {
        NodeAttributes(
            inode: node.rawValue, kind: .file, size: size, permissions: permissions, links: 1,
            modified: modified)
    }

    static func link(_ node: NodeID, target: [UInt8], modified: Timestamp) -> NodeAttributes {
        NodeAttributes(
            inode: node.rawValue, kind: .symbolicLink, size: UInt64(target.count),
            permissions: 0o777, links: 1, modified: modified)
    }
}
