import ArgumentParser
import Sabotage
import StoreModel
import StoreOperations

struct PromoteCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Make a version active: what every reader's next open sees.",
        discussion: """
            store promote latest -m 'better on holidays'
            store promote v8 --if-current v7 -m 'nightly' --dry-run
            store promote latest --if-better metrics.r2 --direction max -m 'retrained'
            """,
        aliases: ["switch"])

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @Option(name: [.customShort("m"), .customLong("reason")], help: "Why, for the journal.")
    var reason: String

    @Option(
        help: "Only if this is active now.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var ifCurrent: String?

    @OptionGroup var better: BetterOptions

    @Option(help: "Pass this gate although it fails, if the policy permits it; may be repeated.")
    var overrideGate: [String] = []

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let expected = try ifCurrent.map { (text) throws(StoreError) in try Reference(text) }
        let reason = try ReasonArgument.parse(reason)
        let condition = try better.gate()
        let store = try session.open()
        var promote = Promote(
            reference, selection: store.selection, reason: reason, actor: store.actor)
        promote.expected = expected
        promote.condition = condition
        promote.overrides = overrideGate
        promote.commitment = dryRun ? .dryRun : .register
        promote.hydration = store.hydration(session.console)
        let text = ActivationText(session.console)
        let result = try promote.run(in: store.repository) {
            (result) throws(StoreError) in
            text.offerPreview(result)
            if Sabotage.acknowledgesEarly { try text.outcome(result) }
        }
        if dryRun { try text.dryRun(result) }
        try text.outcome(result)
        return 0
    }
}
