import StoreOperations
import Synchronization

/// Does something once in the middle of a push: after its first segment.
final class MomentOfPush: ProgressObserver {
    private let isOver = Mutex(false)
    private let failure = Mutex<(any Error)?>(nil)
    private let action: @Sendable () throws -> Void

    init(_ action: @escaping @Sendable () throws -> Void) { self.action = action }

    func advance(_ event: ProgressEvent) {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        guard isFirst else { return }
        do { try action() } catch { failure.withLock { $0 = error } }
    }

    /// Throws what went wrong in it, or if it never came.
    func check() throws {
        if let error = failure.withLock({ $0 }) { throw error }
        guard isOver.withLock({ $0 }) else { throw CancellationError() }
    }
}
