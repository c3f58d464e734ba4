import FileIO
import Glibc
import Synchronization

/// A thread that answers requests whose own threads do not come back in time.
final class RequestWatch: Sendable {
    /// Fine enough for INTERRUPT within a second, and no load.
    private static let pause: useconds_t = 200_000

    private let isOver = Atomic<Bool>(false)
    private let state: SessionState
    private let device: Int32

    /// - Parameter device: stays open for as long as the watch runs.
    init(_ state: SessionState, device: Int32) {
        self.state = state
        self.device = device
    }

    /// Runs until `end`.
    func run() {
        while !isOver.load(ordering: .relaxed) {
            usleep(RequestWatch.pause)
            state.endOverdue(device)
        }
    }

    func end() { isOver.store(true, ordering: .relaxed) }
}
