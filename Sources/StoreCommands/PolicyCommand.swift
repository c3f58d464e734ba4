import ArgumentParser

/// `store policy …`: what versions must satisfy before they become active.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "What a version must satisfy before it becomes active.",
        discussion: """
            store policy set trust-score.yaml -m 'thresholds of the runbook' --model trust_score
            store policy show --model trust_score
            """,
        subcommands: [
            PolicySetCommand.self, PolicyClearCommand.self, PolicyShowCommand.self,
            PolicyValidateCommand.self, PolicyLogCommand.self,
        ])
}
