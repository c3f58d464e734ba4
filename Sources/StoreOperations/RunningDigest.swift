import FileIO
import Hashing

/// The digest of a file of several segments, which are prepared by several threads: each adds its own
/// when those before it have.
final class RunningDigest: @unchecked Sendable {
    // Proof for @unchecked: `hasher` is used by the thread alone whose segment's turn it is, and turns
    // are handed on under a lock.
    private let hasher = PairHasher()
    private let turn = Condition(Turn())

    private struct Turn {
        var next: UInt64 = 0
        var isGivenUp = false
    }

    /// Runs `body` with the hasher when all segments before `number` are done; nil if one of them never
    /// will be.
    func inTurn<R>(_ number: UInt64, _ body: (PairHasher) -> R) -> R? {
        let isMine = turn.wait(until: { $0.next == number || $0.isGivenUp }) { !$0.isGivenUp }
        guard isMine else { return nil }
        defer { turn.update { $0.next += 1 } }
        return body(hasher)
    }

    /// Wakes whoever waits for a segment that cannot be read.
    func giveUp() { turn.update { $0.isGivenUp = true } }
}
