import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreOperations

/// A command that sees one version.
struct PinnedCommand {
    /// Signals that are passed on to the command.
    private static let forwarded = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    /// Signals that this program ignores and its commands do not.
    private static let ignored = [SIGPIPE, SIGXFSZ]

    /// A path.
    let program: String
    /// With the command's name first.
    let arguments: [String]
    let version: VersionDocument
    let environment: Environment

    /// Becomes the command. Returns an exit code only if that fails.
    func replaceProcess(_ directory: String) throws(StoreError) -> Int32 {
        PinnedCommand.ignored.forEach { signal($0, SIG_DFL) }
        let words = arguments.map { strdup($0) } + [nil]
        let variables = variables(directory).map { strdup($0) } + [nil]
        execve(program, words, variables)
        let code = errno
        throw StoreError(
            code == EACCES ? .permission : .inputOutput, "cannot run \(quoted(program))",
            cause: String(cString: strerror(code)))
    }

    /// Runs the command and returns its exit code; 128 and the number for a signal that ended it.
    func run(_ directory: String) throws(StoreError) -> Int32 {
        var plan = ChildPlan(executable: program, arguments: arguments)
        plan.environment = variables(directory)
        return try attempting("cannot run \(quoted(program))") { () throws(FileError) in
            let signals = try SignalDescriptor(PinnedCommand.forwarded)
            PinnedCommand.ignored.forEach { signal($0, SIG_DFL) }
            let child = try ChildProcess.spawn(plan)
            ProcessBonds.ignore(PinnedCommand.ignored)
            switch try wait(for: child, signals) {
            case .exited(let code): return code
            case .killed(let number): return 128 + number
            }
        }
    }

    private func variables(_ directory: String) -> [String] {
        environment.entries(
            adding: ExecEnvironment(version: version, directory: directory).variables)
    }

    private func wait(
        for child: ChildProcess, _ signals: borrowing SignalDescriptor
    ) throws(FileError) -> ChildOutcome {
        // Ctrl-C reaches the command by itself, as a member of the terminal's foreground group.
        let hasTerminal = isatty(STDIN_FILENO) == 1
        let ended = child.descriptor.raw
        let signalled = signals.descriptor.raw
        while true {
            let news = try Waiting.readable([ended, signalled], milliseconds: nil)
            if news.contains(ended) { return try child.wait() }
            let number = try signals.next()
            if !hasTerminal || (number != SIGINT && number != SIGQUIT) { child.signal(number) }
        }
    }
}
