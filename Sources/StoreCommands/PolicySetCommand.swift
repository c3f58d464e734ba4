import ArgumentParser
import StoreModel
import StoreOperations

struct PolicySetCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set the policy of a model, or of the store.",
        discussion: """
            store policy set trust-score.yaml -m 'thresholds of the runbook' --model trust_score
            store policy set floor.yaml -m 'for everybody' --store-wide
            """)

    @Argument(help: "A YAML file.", completion: .file())
    var file: String

    @Option(name: [.customShort("m"), .customLong("reason")], help: "Why, for the journal.")
    var reason: String

    @OptionGroup var scope: PolicyScope

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reason = try ReasonArgument.parse(reason)
        let policy = try PolicyFile.read(file)
        let store = try session.open()
        let result = try SetPolicy(policy, reason: reason, actor: store.actor)
            .run(for: scope.model(in: store), in: store.repository)
        try PolicyText.outcome(result, session.console)
        return 0
    }
}
