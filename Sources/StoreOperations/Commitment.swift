/// Whether a verb goes through with what it works out.
package enum Commitment: Hashable, Sendable {
    /// Commits, durably.
    case register
    /// Takes no lock, writes nothing, and reports what would be done.
    case dryRun

    package var isDryRun: Bool { self == .dryRun }
}
