import ArgumentParser
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository

struct GcCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Delete what no version needs, and versions that are no longer wanted.",
        discussion: """
            store gc --dry-run
            store gc --keep-last 10 --keep-within 30d
            """)

    @Flag(help: "List what would go, and do nothing.")
    var dryRun = false

    @Option(help: "Remove versions, but the newest that many of each model.")
    var keepLast: Int?

    @Option(
        help: "Remove versions, but those pushed or active within that time: 90m, 12h, 30d, 2w.")
    var keepWithin: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let rules = try rules()
        let store = try session.open()
        var model: ModelName?
        if store.selection.explicit != nil, !rules.isEmpty {
            model = try store.selection.state(in: store.repository).model
        }
        var collection = CollectGarbage(rules, model: model, actor: store.actor)
        collection.commitment = dryRun ? .dryRun : .register
        let versions = try collection.removable(in: store.repository)
        if !versions.isEmpty, !dryRun, !global.yes { try confirm(versions) }
        let report = try collection.run(in: store.repository, removing: versions)
        let console = session.console
        try console.emit(
            report.json, quiet: "", text: text(report, console), done: sentence(report))
        return 0
    }

    private func rules() throws(StoreError) -> RetentionRules {
        if let keepLast, keepLast < 1 {
            throw StoreError(
                .usage, "--keep-last \(keepLast) keeps nothing: at least 1", fix: "--keep-last 1")
        }
        let window = try keepWithin.map { (text) throws(StoreError) in try RetentionWindow(text) }
        return RetentionRules(keepLast: keepLast, keepWithin: window)
    }

    private func confirm(_ versions: [GarbageReport.Removal]) throws(StoreError) {
        let what = Humane.count(versions.count, "version")
        guard StandardStream.error.isTerminal, StandardStream.isInputTerminal else {
            throw StoreError(
                .needsConfirmation, "this removes \(what) for good", fix: "pass --yes")
        }
        let names = versions.prefix(10).map { "\($0.model)@\($0.entry.id)" }
        let more = versions.count > 10 ? ", …" : ""
        let question = "Remove \(what) for good (\(names.joined(separator: ", "))\(more))? [y/N] "
        StandardStream.error.offer(question, withinMilliseconds: 5000)
        guard ["y", "yes"].contains(readLine()?.lowercased()) else {
            throw StoreError(
                .needsConfirmation, "nothing was removed", fix: "answer y, or pass --yes")
        }
    }

    private func text(_ report: GarbageReport, _ console: Console) -> String {
        var table = Table("KIND", "OBJECT", "BYTES")
        for removal in report.removed {
            table.add(
                Cell("version", style: .yellow), Cell("\(removal.model)@\(removal.entry.id)"),
                Cell("-"))
        }
        for object in report.outcome.objects {
            table.add(Cell(object.kind.rawValue), Cell(object.key.text), .bytes(object.bytes))
        }
        return console.text(table) + sentence(report) + "\n"
    }

    private func sentence(_ report: GarbageReport) -> String {
        let (count, freed) = (report.outcome.objects.count, report.outcome.bytesFreed)
        // A rewritten pack may take more than is freed while its old one is still in use.
        let bytes = freed < 0 ? "-" + Humane.bytes(UInt64(-freed)) : Humane.bytes(UInt64(freed))
        let what =
            "\(Humane.count(report.removed.count, "version")) and "
            + "\(Humane.count(count, "object"))"
        return report.commitment.isDryRun
            ? "would remove \(what), which would free \(bytes)" : "removed \(what), freed \(bytes)"
    }
}
