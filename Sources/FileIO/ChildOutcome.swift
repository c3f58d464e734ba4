/// How a child process ended.
package enum ChildOutcome: Hashable, Sendable {
    /// With this exit code.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)
}
