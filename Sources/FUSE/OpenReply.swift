/// An opened file or directory.
package struct OpenReply: Sendable {
    /// What the kernel may keep of a node's content between opens.
    package enum Content: Sendable {
        /// Nothing: drop it now, and read again.
        case changes
        /// Everything: pages of a file, entries of a directory.
        case constant
    }

    /// Comes back with every request on this open file.
    package var handle: UInt64
    package var content: Content

    package init(handle: UInt64, content: Content) {
        self.handle = handle
        self.content = content
    }
}
