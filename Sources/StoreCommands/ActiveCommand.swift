import ArgumentParser
import StoreModel
import StoreOperations

struct ActiveCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "active",
        abstract: "Show what is active, since when, by whom and why.",
        discussion: """
            store active --model qb
            store active --at 2026-11-20T14:00:00Z
            """)

    @Option(help: "What was active at this time (RFC 3339).")
    var at: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let time = try TimeArgument.parse(optional: at, option: "--at")
        let store = try session.open()
        let active = try ShowActive(store.repository).run(store.selection, at: time)
        let record = active.activation
        var rows = VersionTable.rows(active.version, now: session.now)
        rows += [
            ("generation", .number(record.generation)),
            ("since", .time(record.time, now: session.now)), ("actor", Cell(record.actor)),
            ("reason", Cell(record.reason ?? "")),
        ]
        try session.console.emit(
            active.json, quiet: active.version.entry.id.text,
            text: VersionTable.text(rows, session.console))
        return 0
    }
}
