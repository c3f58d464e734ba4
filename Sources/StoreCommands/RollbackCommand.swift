import ArgumentParser
import StoreModel
import StoreOperations

struct RollbackCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make an earlier version active again; the previous one unless told otherwise.",
        discussion: """
            store rollback -m 'wrong on Mondays'
            store rollback --steps 2 -m 'both were wrong'
            """)

    @Option(
        help: "The version to go back to.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var to: String?

    @Option(help: "Walk back that many changes of active.")
    var steps: Int?

    @Option(name: [.customShort("m"), .customLong("reason")], help: "Why, for the journal.")
    var reason: String

    @Option(help: "Pass this gate although it fails, if the policy permits it; may be repeated.")
    var overrideGate: [String] = []

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let destination = try destination()
        let reason = try ReasonArgument.parse(reason)
        let store = try session.open()
        var rollback = Rollback(
            destination, selection: store.selection, reason: reason, actor: store.actor)
        rollback.overrides = overrideGate
        rollback.commitment = dryRun ? .dryRun : .register
        rollback.hydration = store.hydration(session.console)
        let text = ActivationText(session.console)
        let result = try rollback.run(in: store.repository) {
            (result) throws(StoreError) in text.offerPreview(result)
        }
        if dryRun { try text.dryRun(result) }
        try text.outcome(result)
        return 0
    }

    private func destination() throws(StoreError) -> Rollback.Destination {
        switch (to, steps) {
        case (nil, nil): return .previous
        case (let text?, nil): return .reference(try Reference(text))
        case (nil, let count?):
            guard count > 0 else {
                throw StoreError(.usage, "--steps \(count) goes nowhere", fix: "--steps 1")
            }
            return .steps(count)
        case (.some, .some):
            throw StoreError(
                .usage, "--to and --steps cannot stand together", fix: "leave one of them out")
        }
    }
}
