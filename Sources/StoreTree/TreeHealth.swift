/// Whether the tree shows what the store says.
package enum TreeHealth: Sendable, Equatable {
    case ok
    /// Something is damaged; what is still served is right. The reason names it.
    case degraded(reason: String)
}
