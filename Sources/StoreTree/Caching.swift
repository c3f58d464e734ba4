/// How long the kernel may believe an answer.
package enum Caching: Sendable, Equatable {
    /// Timeout 0: asked again at every path walk.
    case never
    /// A timeout beyond any uptime: the answer cannot change.
    case forever
}
