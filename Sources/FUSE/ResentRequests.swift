/// What a worker does with requests that a dead one left unanswered and the kernel queued again.
package enum ResentRequests: String, Sendable {
    case served
    /// Each is answered with EIO unseen: one of them has killed every worker that served it.
    case refused
}
