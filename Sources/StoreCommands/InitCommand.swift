import ArgumentParser
import StoreModel

struct InitCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make an empty store.",
        discussion: """
            store init ./models
            store init --store /srv/models
            """)

    @Argument(help: "Where to make it.", completion: .directory)
    var path: String?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let path = try place(session)
        _ = try Composition.create(at: path)
        try session.console.emit(
            .object(["schema": "store.init/1", "path": .string(path), "format": 1]), quiet: path,
            text: "made an empty store at \(Cell.printable(path))\n",
            done: "made an empty store at \(path)")
        return 0
    }

    private func place(_ session: Session) throws(StoreError) -> String {
        if let path { return try PathArgument.parse(path) }
        return try session.settings().store.value
    }
}
