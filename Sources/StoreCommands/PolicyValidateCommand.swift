import ArgumentParser
import Hashing
import StoreModel

struct PolicyValidateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a policy file, and print what it would be stored as.",
        discussion: """
            store policy validate trust-score.yaml
            store policy validate trust-score.yaml --json
            """)

    @Argument(help: "A YAML file.", completion: .file())
    var file: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let policy = try PolicyFile.read(file)
        try session.console.emit(
            .object([
                "schema": "store.policy-validate/1", "digest": .string(policy.digest.hex),
                "policy": policy.json,
            ]),
            quiet: policy.digest.hex, text: PolicyText.rules(policy, session.console))
        return 0
    }
}
