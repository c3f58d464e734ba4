import FileIO
import Glibc
import Synchronization

/// What somebody is asked who may never answer, on a thread of its own.
final class PendingAnswer<Value: Sendable>: Sendable {
    private let answer = Mutex<Value?>(nil)

    /// Begins to ask.
    init(_ ask: @escaping @Sendable () -> Value) {
        // Without threads left it is as if no answer came.
        _ = try? BlockingThread { [self] in
            let value = ask()
            answer.withLock { $0 = value }
        }
    }

    /// The answer; nil if it is not there by `deadline`, in milliseconds of
    /// `Waiting.monotonicMilliseconds`.
    func value(by deadline: Int64) -> Value? {
        while true {
            if let value = answer.withLock({ $0 }) { return value }
            guard Waiting.monotonicMilliseconds < deadline else { return nil }
            // A mount that is well answers in less.
            usleep(1000)
        }
    }
}
