import CFUSE

/// A name's node as the kernel will know it.
package struct NodeEntry: Sendable {
    /// Never 0, which means "no such name" to the kernel.
    package var node: UInt64
    package var attributes: FileAttributes
    /// How long the name stands for this node.
    package var nameValidity: Validity
    /// How long the attributes hold.
    package var attributesValidity: Validity

    package init(
        node: UInt64, attributes: FileAttributes, nameValidity: Validity,
        attributesValidity: Validity
    ) {
        self.node = node
        self.attributes = attributes
        self.nameValidity = nameValidity
        self.attributesValidity = attributesValidity
    }

    var parameter: fuse_entry_param {
        var parameter = fuse_entry_param()
        parameter.ino = node
        parameter.attr = attributes.status
        parameter.attr_timeout = attributesValidity.seconds
        parameter.entry_timeout = nameValidity.seconds
        return parameter
    }
}
