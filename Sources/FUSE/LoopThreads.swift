import FileIO
import Synchronization
import SystemPackage

/// The threads that serve a session. There are more of them than usual while all that there are wait
/// for something else than requests.
final class LoopThreads: Sendable {
    private let endings: LoopEndings
    private let limit: Int
    private let loop: @Sendable () -> Errno?
    private let threads = Mutex<[BlockingThread]>([])

    /// - Parameter loop: one thread's life; nil if the mount is gone.
    init(
        atMost limit: Int, endings: LoopEndings, _ loop: @escaping @Sendable () -> Errno?
    ) {
        self.limit = limit
        self.endings = endings
        self.loop = loop
    }

    var count: Int { threads.withLock { $0.count } }

    /// Starts one more; false if there are as many as there may be.
    @discardableResult
    func add() -> Bool {
        guard count < limit else { return false }
        // One that cannot be had leaves the others more to do.
        guard let thread = try? BlockingThread({ self.endings.tell(self.loop()) }) else {
            return false
        }
        threads.withLock { $0.append(thread) }
        return true
    }

    /// Waits until every loop has ended because the mount is gone; throws as soon as one has failed.
    func wait() throws(SessionError) { try endings.wait { self.count } }

    /// Waits for the threads themselves, all of whose loops have ended.
    func join() { for thread in threads.withLock({ $0 }) { thread.join() } }
}
