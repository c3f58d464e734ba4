/// Told how far a long operation has come. Called from worker threads, often; an observer that is
/// busy drops the event rather than wait, because a full stderr pipe must never hold up a push.
package protocol ProgressObserver: Sendable {
    func advance(_ event: ProgressEvent)
}

/// How far an operation has come.
package struct ProgressEvent: Hashable, Sendable {
    /// What is being done. Raw values are part of the JSON lines on stderr.
    package enum Phase: String, Sendable {
        case scan, store, commit, check, write
    }

    package let phase: Phase
    /// Plain bytes dealt with so far in this phase.
    package let bytesDone: UInt64
    /// Plain bytes in all; nil while they are not known.
    package let bytesTotal: UInt64?

    package init(phase: Phase, bytesDone: UInt64, bytesTotal: UInt64?) {
        self.phase = phase
        self.bytesDone = bytesDone
        self.bytesTotal = bytesTotal
    }
}
