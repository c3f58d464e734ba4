import Glibc
import Synchronization

/// The requests that the kernel waits for, by their `unique`, and since when. Whoever takes a request
/// out of the list may answer it: its serving thread, or the watch once patience has run out. So
/// each is answered once, however late its thread comes back.
final class OutstandingRequests: Sendable {
    private struct Wait {
        let since: Int64
        var interrupted: Int64?
    }

    private let patience: Patience
    private let waits = Mutex<[UInt64: Wait]>([:])

    init(_ patience: Patience) { self.patience = patience }

    /// A request has been received that wants a reply.
    func began(_ unique: UInt64, at now: Int64) {
        waits.withLock { $0[unique] = Wait(since: now) }
    }

    /// The reader of a request no longer wants to wait.
    func interrupted(_ unique: UInt64, at now: Int64) {
        waits.withLock { waits in
            guard let wait = waits[unique], wait.interrupted == nil else { return }
            waits[unique]?.interrupted = now
        }
    }

    /// Takes a request out, for an answer; false if it has been answered.
    func take(_ unique: UInt64) -> Bool {
        waits.withLock { $0.removeValue(forKey: unique) != nil }
    }

    /// Takes out what nobody should wait for any longer, with the error to answer.
    func overdue(at now: Int64) -> [(unique: UInt64, errno: Int32)] {
        waits.withLock { waits in
            var out: [(UInt64, Int32)] = []
            for (unique, wait) in waits {
                if let since = wait.interrupted, now - since >= patience.afterInterrupt {
                    out.append((unique, EINTR))
                } else if now - wait.since >= patience.deadline {
                    out.append((unique, EIO))
                }
            }
            for (unique, _) in out { waits[unique] = nil }
            return out
        }
    }
}
