import ArgumentParser
import StoreModel
import StoreOperations

struct PolicyClearCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "End the policy of a model, or of the store.",
        discussion: """
            store policy clear -m 'replaced by the store-wide one' --model trust_score
            store policy clear -m 'moved to the models' --store-wide
            """)

    @Option(name: [.customShort("m"), .customLong("reason")], help: "Why, for the journal.")
    var reason: String

    @OptionGroup var scope: PolicyScope

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reason = try ReasonArgument.parse(reason)
        let store = try session.open()
        let result = try SetPolicy(nil, reason: reason, actor: store.actor)
            .run(for: scope.model(in: store), in: store.repository)
        try PolicyText.outcome(result, session.console)
        return 0
    }
}
