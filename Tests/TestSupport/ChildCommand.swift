import Glibc

/// A program to be run by a test. Its standard input is empty; its outputs go to nameless files and
/// not to pipes, so that neither a flood of output nor a daemon that keeps them open can hang a test.
package struct ChildCommand: Sendable {
    package var executable: String
    package var arguments: [String]
    /// Added to the environment of the test process; nil removes a variable.
    package var environment: [String: String?]
    /// Where it runs; nil for the directory of the test process.
    package var directory: String?

    /// `executable` is a path if it holds a `/`, and is looked up in `PATH` otherwise.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
        directory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }

    /// Runs to the end. After `timeout` the whole process group is killed with SIGKILL.
    package func run(timeout: Duration? = nil) throws -> ChildOutcome {
        try start().wait(timeout: timeout)
    }

    /// Starts without waiting. Who starts a child must `wait` for it.
    package func start() throws -> RunningChild {
        let output = try ChildOutput()
        let errors = try ChildOutput()
        var words = [executable] + arguments
        // posix_spawn has no portable way to choose a directory; env(1) has, and execs.
        if let directory { words = ["/usr/bin/env", "--chdir=\(directory)", "--"] + words }
        let identifier = try spawn(words, output: output.raw, errors: errors.raw)
        return RunningChild(identifier, name: executable, output: output, errors: errors)
    }

    private func spawn(_ words: [String], output: Int32, errors: Int32) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&files, output, 1)
        posix_spawn_file_actions_adddup2(&files, errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        ChildCommand.isolate(&attributes)

        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let envp: [UnsafeMutablePointer<CChar>?] = mergedEnvironment().map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, words[0], &files, &attributes, argv, envp)
        guard code == 0 else {
            throw TestFailure("cannot run \(words[0]): \(String(cString: strerror(code)))")
        }
        return identifier
    }

    /// A process group of its own, so that a timeout reaches grandchildren; no signal blocked or
    /// ignored, whatever the test runner does with its own.
    private static func isolate(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private func mergedEnvironment() -> [String] {
        var merged: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let mark = text.firstIndex(of: "=") {
                merged[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            next += 1
        }
        for (name, value) in environment { merged[name] = value }
        return merged.map { "\($0.key)=\($0.value)" }
    }
}
