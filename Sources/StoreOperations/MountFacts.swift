/// What a mount says of itself; nil: it did not.
package struct MountFacts: Hashable, Sendable {
    /// The generation that it shows.
    package var generation: UInt64?
    /// Bytes of the plain files that its worker found sound.
    package var bytesHydrated: UInt64?
    /// Whether the kernel reads plain files by itself, or why not.
    package var passthrough: String?
    /// How many files it has open so.
    package var filesPassedThrough: UInt64?

    package init(
        generation: UInt64? = nil, bytesHydrated: UInt64? = nil, passthrough: String? = nil,
        filesPassedThrough: UInt64? = nil
    ) {
        self.generation = generation
        self.bytesHydrated = bytesHydrated
        self.passthrough = passthrough
        self.filesPassedThrough = filesPassedThrough
    }
}
