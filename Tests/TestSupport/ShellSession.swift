import FileIO
import Glibc

/// A process StoreShell, which runs one command of `store` after the other as forks of itself. For
/// one thread.
package final class ShellSession: @unchecked Sendable {
    private let child: RunningChild
    private let requests: Int32
    private let replies: Int32
    private let directory: TemporaryDirectory

    /// `store`, and what else was built beside the tests.
    private static let program: String = {
        let store = StoreBinary.path
        return store[..<(store.lastIndex(of: "/") ?? store.startIndex)] + "/StoreShell"
    }()

    /// Its pipes and outputs are in a new directory under `parent`.
    package init(in parent: String) throws {
        directory = try TemporaryDirectory(in: parent)
        let pipes = ["requests", "replies"].map { [path = directory.path] in path + "/" + $0 }
        for pipe in pipes where mkfifo(pipe, 0o600) != 0 {
            throw TestFailure.system("mkfifo \(pipe)")
        }
        // Symbols are bound once, and not in each fork anew.
        child = try ChildCommand(
            ShellSession.program, pipes, environment: ["LD_BIND_NOW": "1"]
        ).start()
        // Each waits until the other end is opened, so the order is StoreShell's.
        requests = open(pipes[0], O_WRONLY | O_CLOEXEC)
        replies = open(pipes[1], O_RDONLY | O_CLOEXEC)
        guard requests >= 0, replies >= 0 else { throw TestFailure.system("the pipes") }
    }

    deinit {
        close(requests)
        close(replies)
        child.signal(SIGKILL)
        // Nothing depends on how it ended.
        _ = try? child.wait()
    }

    /// Runs a command that was made for a process of its own. `meanwhile` gets its process number;
    /// after `timeout` its process group is killed.
    package func run(
        _ command: ChildCommand, timeout: Duration, meanwhile: (Int32) -> Void = { _ in }
    ) throws -> ChildOutcome {
        let (output, errors) = (directory.path + "/output", directory.path + "/errors")
        for file in [output, errors] { unlink(file) }
        try ShellRequest(
            command.arguments, environment: command.environment, output: output, errors: errors
        ).write(to: requests)
        let process = try ShellReply.read(from: replies)
        meanwhile(process)
        var waiting = pollfd(fd: replies, events: Int16(POLLIN), revents: 0)
        let hasTimedOut = poll(&waiting, 1, Int32(timeout.components.seconds * 1000)) == 0
        if hasTimedOut { killpg(process, SIGKILL) }
        let status = try ShellReply.read(from: replies)
        // wait(2): the low seven bits are the signal.
        let ending: ChildOutcome.Ending =
            status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        return ChildOutcome(
            ending: ending, hasTimedOut: hasTimedOut,
            output: try ShellSession.content(output), errors: try ShellSession.content(errors))
    }

    /// Nothing if the command was killed before it could make the file.
    private static func content(_ file: String) throws -> [UInt8] {
        guard access(file, F_OK) == 0 else { return [] }
        return try FileReader(path: file).readAll(limit: 1 << 26)
    }
}
