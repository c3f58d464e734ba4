/// Why a session could not begin.
package enum SessionError: Error, Sendable {
    /// libfuse or the system refused to set it up.
    case cannotStart
    /// The kernel refused the reply to INIT, or cannot hand over what a dead worker left.
    case refused
}
