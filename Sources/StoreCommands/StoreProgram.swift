import ArgumentParser
import FileIO
import Glibc

/// The program.
public enum StoreProgram {
    /// The version of this build, as `store --version` prints it.
    package static let version = "0.1.0"

    /// Runs the command line and ends the process.
    public static func main() -> Never { main(Array(CommandLine.arguments.dropFirst())) }

    /// The same with other words behind the program's name: a test runs many commands in forks of one
    /// process.
    package static func main(_ arguments: [String]) -> Never {
        // A file of the store that got the number of a closed standard stream would take the output
        // of the program.
        openClosedStreams()
        // A closed pipe and a file at its size limit are errors of one write (EPIPE, EFBIG), not the
        // end of the process.
        ProcessBonds.ignore([SIGPIPE, SIGXFSZ])
        exit(Invocation(arguments: arguments, environment: .process).run())
    }

    /// Parses `arguments` and does nothing with them, so that forks of this process need not load what
    /// that takes.
    package static func rehearse(_ arguments: [String]) throws {
        _ = try StoreCommand.parseAsRoot(arguments)
    }

    /// Opens those of descriptors 0 to 2 that are closed on /dev/null.
    private static func openClosedStreams() {
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
            // The kernel gives the lowest free number, which is this one. Standard streams are
            // inherited, so it must not close on exec.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
