import FileIO
import Glibc
import StoreCommands
import TestSupport

/// `StoreShell REQUESTS REPLIES`: runs each command line of `store` that comes through one pipe in a
/// fork of this process, and answers through the other. What `store` does is the same code; what is
/// spared is loading it anew each time. Ends when the pipe of requests does.
@main enum StoreShell {
    /// fork(2), which Swift hides because a fork has one thread only: so has this process.
    private static let fork: @convention(c) () -> Int32 = {
        guard let address = dlsym(nil, "fork") else { fatalError("no fork(2)") }
        // Its type is that of fork(2) in POSIX.
        return unsafeBitCast(address, to: (@convention(c) () -> Int32).self)
    }()

    /// The verbs of the campaign.
    private static let rehearsals = [
        ["init"], ["push", "d", "--version", "v", "--created", "2026-11-20T14:00:00Z", "--json"],
        ["promote", "v", "-m", "m"], ["rollback", "--to", "v", "-m", "m"], ["tag", "t", "v"],
        ["gc", "--keep-last", "1", "--yes"], ["list"], ["log"], ["active"], ["cat", "v", "p"],
        ["verify", "--all", "--strict", "--repair", "--store", "s"],
    ]

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { end("usage: StoreShell REQUESTS REPLIES") }
        let requests = open(arguments[1], O_RDONLY | O_CLOEXEC)
        let replies = open(arguments[2], O_WRONLY | O_CLOEXEC)
        guard requests >= 0, replies >= 0 else { end("StoreShell: no pipes") }
        do {
            try rehearse()
            while let request = try ShellRequest.read(from: requests) {
                let child = fork()
                guard child >= 0 else { throw TestFailure.system("fork") }
                if child == 0 { run(request) }
                try ShellReply.write(child, to: replies)
                var status: Int32 = 0
                while waitpid(child, &status, 0) < 0 {
                    guard errno == EINTR else { throw TestFailure.system("waitpid") }
                }
                try ShellReply.write(status, to: replies)
            }
        } catch {
            end("StoreShell: \(error)")
        }
    }

    /// On a thread of its own, which is over before anything is forked: a thread that has waited for a
    /// `Mutex` knows its number for ever, and its fork would take it for its own.
    private static func rehearse() throws {
        let thread = try BlockingThread {
            for command in rehearsals {
                // One that is refused is loaded with the first fork that needs it.
                try? StoreProgram.rehearse(command)
            }
        }
        thread.join()
    }

    /// In the fork: becomes the command.
    private static func run(_ request: ShellRequest) -> Never {
        setpgid(0, 0)
        for (number, path) in [(STDOUT_FILENO, request.output), (STDERR_FILENO, request.errors)] {
            let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
            guard file >= 0, dup2(file, number) == number else {
                end("StoreShell: \(TestFailure.system(path))")
            }
            close(file)
        }
        for name in request.removed { unsetenv(name) }
        for (name, value) in request.variables { setenv(name, value, 1) }
        StoreProgram.main(request.arguments)
    }

    private static func end(_ message: String) -> Never {
        let line = Array("\(message)\n".utf8)
        write(STDERR_FILENO, line, line.count)
        // 127: as a shell that cannot run a command.
        _exit(127)
    }
}
