import FileIO
import Glibc
import StoreInterface
import StoreModel

/// Ends a private mount with the command it was made for, however that command ends.
enum ParentWatch {
    /// Ends this process, as SIGTERM would, once `parent` is no longer its parent. The kernel gives
    /// an orphan another parent at once, so a process number that is used again deceives nobody.
    static func begin(_ parent: Int32) throws(StoreError) {
        // Blocked in all threads, so that it reaches the supervisor's signal descriptor and no
        // default action.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        _ = try attempting("cannot watch the process \(parent)") { () throws(FileError) in
            try BlockingThread {
                // Five looks a second: nobody waits for this mount to go.
                while getppid() == parent { usleep(200_000) }
                kill(getpid(), SIGTERM)
            }
        }
    }
}
