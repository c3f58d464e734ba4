/// What a name stands for.
package struct Entry: Sendable, Equatable {
    package let node: NodeID
    package let attributes: NodeAttributes
    /// How long the attributes hold.
    package let caching: Caching
    /// How long the name stands for this node; never stricter than `caching`.
    package let nameCaching: Caching
}
