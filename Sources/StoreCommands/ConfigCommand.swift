import ArgumentParser
import StoreModel

struct ConfigCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings, and where each comes from.",
        discussion: """
            store config
            store config --show-origin
            """)

    @Flag(help: "Say where each setting comes from.")
    var showOrigin = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let settings = try session.settings()
        _ = try settings.modelSelection()
        let items: [(String, Setting?)] = [
            ("store", settings.store), ("model", settings.model), ("actor", settings.actor),
        ]
        try session.console.emit(
            document(items), quiet: settings.store.value, text: text(items, session.console))
        return 0
    }

    private func document(_ items: [(String, Setting?)]) -> JSON {
        let settings = items.map { name, setting -> JSON in
            .object([
                "name": .string(name), "value": setting.map { .string($0.value) } ?? .null,
                "origin": setting.map { .string($0.origin) } ?? .null,
            ])
        }
        return .object(["schema": "store.config/1", "settings": .array(settings)])
    }

    private func text(_ items: [(String, Setting?)], _ console: Console) -> String {
        var table = showOrigin ? Table("", "", "") : Table("", "")
        for (name, setting) in items {
            let value = Cell(setting?.value ?? "(the only model in the store, or default)")
            let origin = Cell(setting?.origin ?? "-")
            table.add(row: showOrigin ? [Cell(name), value, origin] : [Cell(name), value])
        }
        return console.text(table)
    }
}
