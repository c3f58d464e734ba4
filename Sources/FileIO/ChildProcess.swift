import CLinux
import Glibc
import SystemPackage

/// A child process and a descriptor that becomes readable when it ends. It inherits nothing but
/// what it is given, and no blocked signals.
package final class ChildProcess: Sendable {
    package let identifier: Int32
    /// Readable when the process has ended (pidfd_open(2)).
    package let descriptor: Descriptor

    private init(identifier: Int32, descriptor: consuming Descriptor) {
        self.identifier = identifier
        self.descriptor = descriptor
    }

    /// Starts the program at `plan.executable`.
    package static func spawn(_ plan: ChildPlan) throws(FileError) -> ChildProcess {
        var identifier: Int32 = 0
        let code = try plan.start(&identifier)
        guard code == 0 else {
            throw FileError(
                call: "posix_spawn", path: plan.executable, errno: Errno(rawValue: code))
        }
        let number = linux_pidfd_open(identifier)
        guard number >= 0 else {
            let code = Errno(rawValue: errno)
            Glibc.kill(identifier, SIGKILL)
            waitpid(identifier, nil, 0)
            throw FileError(call: "pidfd_open", path: plan.executable, errno: code)
        }
        return ChildProcess(identifier: identifier, descriptor: Descriptor(owning: number))
    }

    /// Sends a signal. Call only before `wait()`: afterwards the number may be another's.
    package func signal(_ number: Int32) { _ = Glibc.kill(identifier, number) }

    /// Waits for the end and says how it came. Call exactly once.
    package func wait() throws(FileError) -> ChildOutcome {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else {
                throw FileError(
                    call: "waitpid", path: "\(identifier)", errno: Errno(rawValue: errno))
            }
        }
        let signal = status & 0x7f  // WTERMSIG of <bits/waitstatus.h>
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
    }
}
