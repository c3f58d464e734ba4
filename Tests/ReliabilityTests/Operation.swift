import Glibc
import StoreModel
import TestSupport

/// One command of a concurrent history: when it ran, how it ended, and what it said it did.
struct Operation: Sendable {
    enum Kind: Sendable {
        /// Of a version of this id.
        case push(String)
        /// With this reason, which no other has.
        case promote(String)
        case verify
        /// Of what is active.
        case read
    }

    let kind: Kind
    let started: ContinuousClock.Instant
    let ended: ContinuousClock.Instant
    let ending: TestSupport.ChildOutcome.Ending
    /// What it printed; null if it was killed first.
    let document: JSON

    var isAcknowledged: Bool { ending == .exited(0) }
    var isKilled: Bool { ending == .signalled(SIGKILL) }

    /// The generation that it speaks of.
    var generation: Int64? { document["generation"]?.integer }

    /// It says that it had nothing to do.
    var isUnchanged: Bool { document["unchanged"]?.bool ?? false }

    /// Whether a journal record is this operation's.
    func wrote(_ record: JSON) -> Bool {
        switch kind {
        case .push(let id): record["version"]?["id"]?.string == id
        case .promote(let reason): record["reason"]?.string == reason
        case .verify, .read: false
        }
    }
}
