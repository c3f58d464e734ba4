/// Whether a mount's kernel reads plain files by itself, or why it does not.
package enum PassthroughUse: String, CaseIterable, Sendable {
    case on
    /// `PassthroughPolicy.never`.
    case never
    /// The kernel is older than Linux 6.9, or built without it.
    case unsupported
    /// The worker has not CAP_SYS_ADMIN in the initial user namespace.
    case unprivileged
    /// The kernel did not take the last file that it was given.
    case refused
}
