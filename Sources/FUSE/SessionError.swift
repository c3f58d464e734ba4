package import SystemPackage

/// Why a session could not begin or go on.
package enum SessionError: Error, Sendable {
    /// libfuse or the system refused to set it up.
    case cannotStart
    /// The kernel refused the reply to INIT, or cannot hand over what a dead worker left.
    case refused
    /// The device could not be read, although the mount is not gone. Threads of the session may
    /// still be waiting in the kernel with requests to come: end the process.
    case broken(Errno)
}
