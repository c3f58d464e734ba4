import ArgumentParser
import StoreModel
import StoreOperations

struct TagCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Point a name at a version, or delete the name.",
        discussion: """
            store tag canary latest
            store tag --delete canary
            """)

    @Argument(help: "The name, such as canary or champion.")
    var name: String

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String?

    @Flag(help: "Delete the name.")
    var delete = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let name = try RefName.users(name)
        let change = try change()
        let store = try session.open()
        let result = try Tag(name, change, selection: store.selection, actor: store.actor)
            .run(in: store.repository)
        try session.console.emit(
            result.json, quiet: result.to?.text ?? name.text, text: sentence(result) + "\n",
            done: sentence(result))
        return 0
    }

    private func change() throws(StoreError) -> Tag.Change {
        switch (reference, delete) {
        case (let text?, false): return .set(try Reference(text))
        case (nil, true): return .delete
        case (nil, false):
            throw StoreError(
                .usage, "tag wants a name and a version", fix: "store tag \(name) latest")
        case (.some, true):
            throw StoreError(
                .usage, "--delete wants a name and nothing else", fix: "store tag --delete \(name)")
        }
    }

    private func sentence(_ result: TagResult) -> String {
        guard let to = result.to else {
            return "\(result.name) of \(result.model) is deleted (generation \(result.generation))"
        }
        if result.from == to { return "\(result.name) points at \(to) already" }
        let before = result.from.map { ", before at \($0)" } ?? ""
        return "\(result.name) of \(result.model) points at \(to)\(before)"
    }
}
