import ArgumentParser
import FileIO
import Glibc
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository

struct WatchCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print each transition of a model as it happens, a line of JSON each.",
        discussion: """
            store watch --model qb | while read -r line; do ./reload "$line"; done
            store watch --cursor ./qb.cursor      goes on where it ended, without a gap
            store watch --link /srv/models/qb     keeps a link at what is active
            """)

    /// How long nobody may tell of a new record before it is looked for, in milliseconds.
    private static let patience: Int32 = 1000

    @Option(
        help: ArgumentHelp(
            "Begin after this generation; 0: with the first.", valueName: "generation"))
    var after: UInt64?

    @Option(
        help: ArgumentHelp(
            "Note in this file what has been printed, and go on there the next time.",
            valueName: "file"),
        completion: .file())
    var cursor: String?

    @Option(
        help: ArgumentHelp(
            "Keep a symbolic link here at the active version's files in a mount.",
            valueName: "path"),
        completion: .file())
    var link: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let store = try session.open()
        let repository = store.repository
        let state = try store.selection.state(in: repository)
        let file = try cursor.map { path throws(StoreError) in try CursorFile(path) }
        let link = try link.map { path throws(StoreError) in
            try ActiveLink(path, repository, report: session.console.note)
        }
        // Before the first look, so that nothing is missed between that and the first wait.
        let names = repository.watch(state.model)
        let start = try beginning(state, file, repository)
        var damage: StoreError?
        try FollowJournal(repository).run(state.model, after: start) {
            (transition, newest) throws(StoreError) in
            // The link first: who acts on the line finds it in step.
            if transition.changes[.active] != nil { try link?.follow(newest) }
            try print(transition, session.console)
            guard !StandardStream.output.hasLostReader else { return }
            try file?.write(WatchCursor(after: transition))
        } isDamaged: { (error) throws(StoreError) in
            if damage != error { session.console.note("\(error.message); waiting for a repair") }
            damage = error
        } wait: { (newest) throws(StoreError) in
            if newest.damage == nil { damage = nil }
            try link?.follow(newest)
            guard !Waiting.hasEnded(STDOUT_FILENO) else { return false }
            try attempting("cannot wait for the journal") { () throws(FileError) in
                if let names {
                    try names.wait(milliseconds: WatchCommand.patience)
                } else {
                    _ = try Waiting.readable([], milliseconds: WatchCommand.patience)
                }
            }
            return !StandardStream.output.hasLostReader
        }
        return 0
    }

    /// The generation after which to begin: the cursor's, or what `--after` says, or the newest.
    private func beginning(
        _ state: ModelState, _ file: CursorFile?, _ repository: Repository
    ) throws(StoreError) -> UInt64 {
        if let seen = try file?.read() {
            guard seen.model == state.model else {
                throw StoreError(
                    .conflict, "the cursor is of the model \(seen.model), not of \(state.model)",
                    fix: "--model \(seen.model)")
            }
            try seen.check(try record(seen.generation, state, repository))
            return seen.generation
        }
        let start = after ?? state.generation
        guard start > 0 else { return 0 }
        let transition = try record(start, state, repository)
        try file?.write(WatchCursor(after: transition))
        return start
    }

    private func record(
        _ generation: UInt64, _ state: ModelState, _ repository: Repository
    ) throws(StoreError) -> Transition {
        guard generation <= state.generation else {
            throw StoreError(
                .conflict,
                "the journal of \(state.model) ends at generation \(state.generation), before "
                    + "\(generation)", fix: "store verify --all")
        }
        return try repository.transition(of: state.model, generation: generation)
    }

    private func print(_ transition: Transition, _ console: Console) throws(StoreError) {
        let line =
            console.mode == .quiet
            ? "\(transition.generation)"
            : String(decoding: transition.sealedBytes, as: UTF8.self)
        try StandardStream.output.write(line + "\n")
    }
}
