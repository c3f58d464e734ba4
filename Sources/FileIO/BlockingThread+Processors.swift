import Glibc

extension BlockingThread {
    /// A choice, not a measurement: hashing would gain from more on a large machine, but the processors
    /// are shared with whatever serves the models.
    private static let limit = 4

    /// Runs `body` on this thread and on one more per processor, at most `count` in all, and returns
    /// when every one of them has. `waiting` more stand in for those that wait for each other.
    package static func onAllProcessors(
        atMost count: Int, waiting: Int = 0, _ body: @escaping @Sendable () -> Void
    ) {
        let wanted = min(min(limit, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + waiting, count)
        var threads: [BlockingThread] = []
        for _ in 0..<max(0, wanted - 1) {
            // Fewer threads are slower, not wrong.
            if let thread = try? BlockingThread(body) { threads.append(thread) }
        }
        body()
        for thread in threads { thread.join() }
    }
}
