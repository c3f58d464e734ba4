import ArgumentParser

/// The root of the command tree.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Keeps the versions of models and serves the active one as files.",
        discussion: """
            store push ./model --model qb      registers a directory as a new version
            store promote latest -m 'why'      makes it what every reader sees next
            """,
        subcommands: verbs)

    static let verbs: [any ParsableCommand.Type] = [
        InitCommand.self, PushCommand.self, ListCommand.self, ShowCommand.self, LogCommand.self,
        ActiveCommand.self, DiffCommand.self, PromoteCommand.self, RollbackCommand.self,
        TagCommand.self, PolicyCommand.self, KeygenCommand.self, SignCommand.self,
        VerifyCommand.self, GcCommand.self, MountCommand.self, UmountCommand.self,
        CatCommand.self, GetCommand.self, PrefetchCommand.self, ExecCommand.self,
        WatchCommand.self,
        StatusCommand.self, DoctorCommand.self, ConfigCommand.self, CompletionsCommand.self,
        MountWorkerCommand.self,
    ]

    /// Every word that may stand first.
    static let verbNames: Set<String> = Set(
        verbs.flatMap { [$0.configuration.commandName ?? ""] + $0.configuration.aliases }
            + ["help"])
}
