package import FUSE
package import FileIO
import Glibc

/// Notices a request that kills its worker. The kernel hands it to the next one, so without this
/// it would kill each of them for ever.
package struct FatalRequests {
    /// Deaths in a row, each soon after the worker began, from which on the requests left behind
    /// are not served again.
    package static let toleratedDeaths = 3
    /// Milliseconds of service within which a death is one of these: a request that was handed over
    /// is the first thing that a worker does.
    private static let soon: Int64 = 1000

    private var deaths = 0

    package init() {}

    /// What the next worker does with the requests that were left unanswered.
    package var resent: ResentRequests {
        deaths < FatalRequests.toleratedDeaths ? .served : .refused
    }

    /// Notes the death of a worker that had served for `milliseconds`; nil if it never began, which
    /// says nothing of requests. Nor does SIGKILL: it comes from without.
    package mutating func note(_ outcome: ChildOutcome, afterServing milliseconds: Int64?) {
        guard let milliseconds else { return }
        let isCrash = outcome != .killed(SIGKILL) && milliseconds < FatalRequests.soon
        deaths = isCrash ? deaths + 1 : 0
    }
}
