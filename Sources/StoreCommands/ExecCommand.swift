import ArgumentParser
import Glibc
import StoreModel
import StoreMount
import StoreOperations
import StoreRepository

struct ExecCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command with MODEL_DIR, MODEL_VERSION and MODEL_DIGEST of one version.",
        discussion: """
            store exec active -- python serve.py
            store exec qb@v7 -- sh -c 'ls $MODEL_DIR'
            """)

    @Argument(
        help: "The version; it is resolved once.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @Argument(parsing: .postTerminator, help: "The command, after --.")
    var command: [String] = []

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        guard let name = command.first else {
            throw StoreError(
                .usage, "exec wants a command after --",
                fix: "store exec \(self.reference) -- CMD")
        }
        let store = try session.open()
        let version = try ShowVersion(store.repository).run(
            reference, selection: store.selection)
        let search = session.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        guard let program = ProgramSearch(search).path(of: name) else {
            // 127: what a shell answers for a command that is not there.
            session.console.report(
                StoreError(.notFound, "there is no command \(quoted(name))", fix: "PATH=\(search)"),
                exit: 127)
            return 127
        }
        let task = PinnedCommand(
            program: program, arguments: command, version: version,
            environment: session.environment)
        if let directory = MountRecords.path(of: version, in: store.repository) {
            return try task.replaceProcess(directory)
        }
        return try PrivateMount.with(
            store: AbsolutePath.of(store.repository.path), model: version.model,
            runtime: PrivateMount.runtime(session.environment)
        ) { (mount) throws(StoreError) in
            try task.run("\(mount)/versions/\(version.entry.id)")
        }
    }
}
