import ArgumentParser
import StoreModel
import StoreOperations

struct CatCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write one file of a version to standard output, every byte checked.",
        discussion: """
            store cat active config.json
            store cat v7 weights.bin | sha256sum
            """)

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @Argument(help: "The file's path in the version.")
    var path: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let store = try session.open()
        try Cat(store.repository).run(reference, path: path, selection: store.selection) {
            (bytes) throws(StoreError) in try StandardStream.output.write(bytes)
        }
        return 0
    }
}
