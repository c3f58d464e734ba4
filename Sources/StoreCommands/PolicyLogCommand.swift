import ArgumentParser
import StoreModel
import StoreOperations

struct PolicyLogCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show every policy that a model, or the store, has had, newest first.",
        discussion: """
            store policy log --model trust_score
            store policy log --store-wide --json
            """)

    @OptionGroup var scope: PolicyScope

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let store = try session.open()
        let model = try scope.model(in: store)
        let log = try PolicyLog(store.repository).run(of: model)
        let records = try log.json()["transitions"] ?? []
        try session.console.emit(
            .object([
                "schema": "store.policy-log/1", "model": PolicyScope.json(model),
                "transitions": records,
            ]),
            quiet: log.transitions.map { String($0.generation) }.joined(separator: "\n"),
            text: session.console.text(table(log, session.now)))
        return 0
    }

    private func table(_ log: TransitionLog, _ now: Timestamp) -> Table {
        var table = Table("GENERATION", "TIME", "POLICY", "GATES", "ACTOR", "REASON")
        for record in log.transitions {
            table.add(
                .number(record.generation), .time(record.time, now: now),
                record.document.map { .digest($0.digest) } ?? Cell("ended"),
                .number(UInt64(record.document?.gates.count ?? 0)), Cell(record.actor),
                Cell(record.reason ?? ""))
        }
        return table
    }
}
