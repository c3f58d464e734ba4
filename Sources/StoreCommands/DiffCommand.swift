import ArgumentParser
import StoreModel
import StoreOperations

struct DiffCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions: files, bytes, metrics. Exits 1 if they differ.",
        discussion: """
            store diff active latest
            store diff qb@#3 qb@#4 --json
            """)

    @Argument(
        help: "The version to compare with.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var from: String

    @Argument(
        help: "The version to compare.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var to: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let old = try Reference(from)
        let new = try Reference(to)
        let store = try session.open()
        let difference = try Diff(store.repository).run(
            from: old, to: new, selection: store.selection)
        let console = session.console
        if console.mode == .terminal {
            try Pager(session.environment).show(DifferenceText.whole(difference, console))
        } else {
            try console.emit(
                difference.json, quiet: difference.isEmpty ? "" : difference.to.text,
                text: DifferenceText.whole(difference, console))
        }
        return difference.isEmpty ? 0 : 1
    }
}
