/// An opened directory.
package struct OpenReply: Sendable {
    /// What the kernel may keep of the entries between opens.
    package enum Content: Sendable {
        /// Nothing: drop it now, and read again.
        case changes
        /// Everything.
        case constant
    }

    /// Comes back with every request on this open directory.
    package var handle: UInt64
    package var content: Content

    package init(handle: UInt64, content: Content) {
        self.handle = handle
        self.content = content
    }
}
