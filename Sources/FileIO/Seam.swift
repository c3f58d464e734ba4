import Glibc
import Sabotage
import SystemPackage

/// The one place that every system call on files passes. Release builds call straight through;
/// debug builds number the calls of the process, trace them and inject faults, as `STORE_TRACE` and
/// `STORE_FAULT` say (docs/development.md).
enum Seam {
    /// Makes one call. `body` returns -1 and sets `errno` on failure, as libc does; `EINTR` is
    /// retried here and nowhere else.
    @inline(__always)
    static func call(
        _ call: SystemCall, _ subject: @autoclosure () -> String, _ body: () -> Int
    ) throws(FileError) -> Int {
        while true {
            #if STORE_SEAM
            let (result, code) = SeamRecorder.shared.perform(call, subject(), body)
            #else
            let result = body()
            let code = errno
            #endif
            if result >= 0 { return result }
            if code == EINTR || (call == .fsync && Sabotage.retriesFailedSync) { continue }
            throw FileError(call: call.rawValue, path: subject(), errno: Errno(rawValue: code))
        }
    }

    /// How many of `count` bytes a transfer may move: all of them, unless a fault shortens it.
    @inline(__always)
    static func transferLimit(_ count: Int) -> Int {
        #if STORE_SEAM
        SeamRecorder.shared.transferLimit(count)
        #else
        count
        #endif
    }
}
