import ArgumentParser
import Hashing
import StoreModel
import StoreOperations
import StoreRepository

struct PolicyShowCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the policies that bind a model: its own, and the store's.",
        discussion: """
            store policy show --model trust_score
            store policy show --store-wide --json
            """)

    @OptionGroup var scope: PolicyScope

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let store = try session.open()
        let model = try scope.model(in: store)
        var policies: [PolicyInForce] = []
        for name in model == .storeWide ? [model] : [model, .storeWide] {
            guard let state = try store.repository.stateIfAny(of: name),
                let policy = try PolicyInForce.own(state, in: store.repository)
            else { continue }
            policies.append(policy)
        }
        try session.console.emit(
            .object([
                "schema": "store.policy-show/1", "model": PolicyScope.json(model),
                "policies": .array(policies.map(PolicyText.json)),
            ]),
            quiet: policies.map(\.policy.digest.hex).joined(separator: "\n"),
            text: text(policies, model, session))
        return 0
    }

    private func text(
        _ policies: [PolicyInForce], _ model: ModelName, _ session: Session
    ) -> String {
        let console = session.console
        guard !policies.isEmpty else {
            return console.mode == .terminal
                ? "\(PolicyScope.text(model)) has no policy\n" : ""
        }
        return policies.map { PolicyText.text($0, session) }.joined(separator: "\n")
    }
}
