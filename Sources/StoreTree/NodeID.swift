/// A node as the kernel knows it; the inode number is the same. Every id but the root's is derived
/// from what the node is (`NodeIdentity`), so that a worker that starts afresh can recover it.
///
/// Ids fit in 63 bits: bit 63 is left to the adapter, and `ino_t` stays positive in signed hands.
package struct NodeID: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// `FUSE_ROOT_ID` of include/uapi/linux/fuse.h.
    package static let root = NodeID(rawValue: 1)
}
