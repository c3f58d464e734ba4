import CLinux
import Glibc

/// Signals that ask this process to end, put off while it has something to take away first. What does
/// not look whether one has come holds the process up for ever, so looking belongs in every loop.
///
/// Blocked in the thread that makes this and in those it starts later; make it before any thread.
package final class StopSignals: Sendable {
    private let numbers: [Int32]
    private let signals: SignalDescriptor

    /// SIGINT, SIGTERM and SIGHUP, but for those that this process was told to ignore (nohup(1)).
    package init() throws(FileError) {
        numbers = [SIGINT, SIGTERM, SIGHUP].filter { !ProcessBonds.ignores($0) }
        signals = try SignalDescriptor(numbers)
    }

    /// Whether one has come; does not wait.
    package var haveCome: Bool {
        // What cannot be polled has brought nothing.
        let ready = try? Waiting.readable([signals.descriptor.raw], milliseconds: 0)
        return ready?.isEmpty == false
    }

    /// Lets them through again: one that has come ends the process here, in the way it always does.
    package func release() { linux_let_signals_through(numbers, Int32(numbers.count)) }
}
