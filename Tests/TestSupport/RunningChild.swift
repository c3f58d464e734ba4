import Glibc
import Synchronization

/// A child that was started. Used by one test; `signal` may come from any thread.
package final class RunningChild: Sendable {
    private let name: String
    private let output: ChildOutput
    private let errors: ChildOutput
    private let state: Mutex<State>

    private enum State {
        case running(pid_t)
        case ended(ChildOutcome.Ending)
    }

    init(_ identifier: pid_t, name: String, output: ChildOutput, errors: ChildOutput) {
        self.name = name
        self.output = output
        self.errors = errors
        state = Mutex(.running(identifier))
    }

    /// nil once it was waited for: the number may belong to another process by then.
    package var identifier: Int32? {
        state.withLock { state in
            if case .running(let identifier) = state { identifier } else { nil }
        }
    }

    /// What it wrote to standard output so far.
    package func outputSoFar() throws -> [UInt8] { try output.bytes() }
    /// What it wrote to standard error so far.
    package func errorsSoFar() throws -> [UInt8] { try errors.bytes() }

    /// Sends `signal` to the child alone; nothing happens if it has been waited for.
    package func signal(_ signal: Int32) {
        state.withLock { state in
            if case .running(let identifier) = state { _ = kill(identifier, signal) }
        }
    }

    /// Sends `signal` to the child and its descendants that have not left its process group.
    package func signalGroup(_ signal: Int32) {
        state.withLock { state in
            if case .running(let identifier) = state { _ = killpg(identifier, signal) }
        }
    }

    /// How it ended, or nil if it still runs.
    package func poll() throws -> ChildOutcome.Ending? { try reap(WNOHANG) }

    /// Waits for the end. After `timeout` the whole process group is killed with SIGKILL, and the
    /// outcome says so.
    package func wait(timeout: Duration? = nil) throws -> ChildOutcome {
        var hasTimedOut = false
        var ending: ChildOutcome.Ending?
        if let timeout {
            let deadline = ContinuousClock.now + timeout
            ending = try poll()
            while ending == nil, !hasTimedOut {
                hasTimedOut = ContinuousClock.now > deadline
                // Half a millisecond: short beside the life of any process, long beside a wait.
                usleep(500)
                ending = try poll()
            }
            if ending == nil { signalGroup(SIGKILL) }
        }
        guard let ending = try ending ?? reap(0) else {
            throw TestFailure("waiting for \(name) came back without an end")
        }
        return ChildOutcome(
            ending: ending, hasTimedOut: hasTimedOut && ending == .signalled(SIGKILL),
            output: try output.bytes(), errors: try errors.bytes())
    }

    /// Waits outside the lock first (WNOWAIT leaves the number taken), so that `signal` gets in.
    private func reap(_ flags: Int32) throws -> ChildOutcome.Ending? {
        guard let identifier else {
            return state.withLock { state in
                if case .ended(let ending) = state { ending } else { nil }
            }
        }
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT | flags) != 0 {
            guard errno == EINTR else { throw TestFailure.system("waitid for \(name)") }
        }
        guard information.si_signo == SIGCHLD else { return nil }
        return try state.withLock { state in
            guard case .running(let identifier) = state else { return nil }
            var status: Int32 = 0
            guard waitpid(identifier, &status, 0) == identifier else {
                throw TestFailure.system("waitpid for \(name)")
            }
            // wait(2): the low seven bits are the signal, the next byte is the exit code.
            let signal = status & 0x7F
            let ending: ChildOutcome.Ending =
                signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
            state = .ended(ending)
            return ending
        }
    }
}
