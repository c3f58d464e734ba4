import ArgumentParser
import Hashing
import StoreModel
import StoreOperations

struct ListCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List versions, newest first.",
        discussion: """
            store list --model qb
            store list --where 'metrics.r2>=0.85' --sort metrics.r2
            """)

    @Option(
        name: .customLong("where"),
        help: """
            Only those that meet a condition; may be repeated. Fields: metrics.NAME, number, \
            created, version, bytes, files. Operators: >= <= > < == !=
            """)
    var conditions: [String] = []

    @Option(
        parsing: .unconditional, help: "Sort by a field, largest first; -FIELD: smallest first.")
    var sort: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        var filters: [VersionFilter] = []
        for condition in conditions { filters.append(try VersionFilter(condition)) }
        let order = try sort.map { (key) throws(StoreError) in try VersionOrder(key) }
        let store = try session.open()
        let list = try ListVersions(store.repository, filters: filters, order: order)
            .run(store.selection)
        let printed = Result { () throws(StoreError) in
            try session.console.emit(
                list.json, quiet: list.versions.map(\.entry.id.text).joined(separator: "\n"),
                text: session.console.text(table(list, now: session.now)))
        }
        // Damage is the worse news, so it is what the exit code tells if neither can be printed.
        try list.checkWhole()
        try printed.get()
        return 0
    }

    private func table(_ list: VersionList, now: Timestamp) -> Table {
        var table = Table("MODEL", "VERSION", "#", "DIGEST", "CREATED", "FILES", "BYTES", "REFS")
        for version in list.versions {
            let isActive = version.refs.contains(.active)
            table.add(
                Cell(version.model.text),
                Cell(version.entry.id.text, style: isActive ? .green : .plain),
                .number(version.entry.number), .digest(version.entry.manifest),
                .time(version.manifest.created, now: now),
                .number(UInt64(version.manifest.files.count)),
                .bytes(version.manifest.totalBytes),
                Cell(version.refs.map(\.text).joined(separator: ",")))
        }
        return table
    }
}
