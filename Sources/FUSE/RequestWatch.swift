import FileIO
import Glibc
import Synchronization

/// A thread that answers requests whose own threads do not come back in time, and calls for another
/// thread where none is left to take the next request: what nobody takes has no deadline, and nobody
/// hears that its reader was interrupted.
final class RequestWatch: Sendable {
    /// Fine enough for INTERRUPT within a second, and no load.
    private static let pause: useconds_t = 200_000

    private let isOver = Atomic<Bool>(false)
    private let state: SessionState
    private let device: Int32
    private let relief: @Sendable () -> Void

    /// - Parameters:
    ///   - device: stays open for as long as the watch runs.
    ///   - relief: adds a thread, if there may be one more.
    init(_ state: SessionState, device: Int32, relief: @escaping @Sendable () -> Void) {
        self.state = state
        self.device = device
        self.relief = relief
    }

    /// Runs until `end`.
    func run() {
        var wasBusy = false
        while !isOver.load(ordering: .relaxed) {
            usleep(RequestWatch.pause)
            state.endOverdue(device)
            // Busy at two looks: no thread was caught between two requests.
            let isBusy = !state.takesRequests
            if isBusy, wasBusy { relief() }
            wasBusy = isBusy
        }
    }

    func end() { isOver.store(true, ordering: .relaxed) }
}
