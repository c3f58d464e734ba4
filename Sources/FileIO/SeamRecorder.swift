#if STORE_SEAM
import CLinux
import Glibc
import Synchronization

/// Numbers, traces and faults the system calls of this process (debug builds only).
///
/// A trace line is `ordinal TAB call TAB subject TAB result TAB errno`, written after the call in the
/// order in which calls end.
final class SeamRecorder: Sendable {
    static let shared = SeamRecorder()

    private let lastOrdinal = Atomic<Int>(0)
    private let fault: SeamFault?
    private let trace: Int32
    private let isIdle: Bool

    private init() {
        fault = getenv("STORE_FAULT").flatMap { SeamFault(String(cString: $0)) }
        if let path = getenv("STORE_TRACE") {
            trace = linux_openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        } else {
            trace = -1
        }
        isIdle = fault == nil && trace < 0
    }

    func perform(
        _ call: SystemCall, _ subject: @autoclosure () -> String, _ body: () -> Int
    ) -> (result: Int, errno: Int32) {
        if isIdle {
            let result = body()
            return (result, errno)
        }
        let ordinal = lastOrdinal.add(1, ordering: .relaxed).newValue
        let effect = fault.flatMap { $0.applies(to: ordinal) ? $0.effect : nil }
        var outcome: (Int, Int32)
        switch effect {
        case .fail(let code):
            outcome = (-1, code)
        case .killBefore:
            end()
        case .powerCut:
            cutPower()
        case .delay(let milliseconds):
            usleep(milliseconds * 1000)
            fallthrough
        case .killAfter, .shorten, nil:
            let result = body()
            outcome = (result, errno)
        }
        record(ordinal, call, subject(), outcome)
        if case .killAfter = effect { end() }
        return outcome
    }

    /// The limit applies to the call that comes next on this thread: the one about to be numbered.
    func transferLimit(_ count: Int) -> Int {
        guard let fault, case .shorten(let limit) = fault.effect,
            fault.applies(to: lastOrdinal.load(ordering: .relaxed) + 1)
        else { return count }
        return min(count, limit)
    }

    private func record(
        _ ordinal: Int, _ call: SystemCall, _ subject: String, _ outcome: (Int, Int32)
    ) {
        guard trace >= 0 else { return }
        let code = outcome.0 < 0 ? outcome.1 : 0
        let line = "\(ordinal)\t\(call.rawValue)\t\(subject)\t\(outcome.0)\t\(code)\n"
        _ = Array(line.utf8).withUnsafeBytes { write(trace, $0.baseAddress, $0.count) }
    }

    private func end() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }

    /// EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH on the directory that STORE_POWER_CUT names
    /// (fs/ext4/ext4.h; xfs has the same number): what was not synced is gone.
    private func cutPower() -> Never {
        if let path = getenv("STORE_POWER_CUT") {
            let directory = linux_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0)
            _ = linux_shutdown_filesystem(directory)
        }
        end()
    }
}
#endif
