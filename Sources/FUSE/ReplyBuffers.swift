import Synchronization

/// Reply buffers that are not in use: mapping and faulting in a fresh MiB for every read would cost
/// as much as copying it. There are never more than threads.
final class ReplyBuffers: Sendable {
    private let free = Mutex<[ReplyBuffer]>([])

    func take() -> ReplyBuffer {
        free.withLock { $0.popLast() } ?? ReplyBuffer()
    }

    func give(_ buffer: ReplyBuffer) {
        free.withLock { $0.append(buffer) }
    }
}
