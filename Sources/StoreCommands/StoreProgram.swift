import FileIO
import Glibc

/// The program.
public enum StoreProgram {
    /// The version of this build, as `store --version` prints it.
    package static let version = "0.1.0"

    /// Runs the command line and ends the process.
    public static func main() -> Never {
        // A closed pipe is an error of one write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let invocation = Invocation(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: .process)
        exit(invocation.run())
    }
}
