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
        let output = StandardStream.output
        do throws(StoreError) {
            try Cat(store.repository).run(reference, path: path, selection: store.selection) {
                (bytes) throws(StoreError) in
                try output.write(bytes)
                // There is no sense in reading on, through what may be a hundred gigabytes.
                if output.hasLostReader { throw StoreError(.inputOutput, "nobody reads") }
            }
        } catch {
            guard output.hasLostReader else { throw error }
        }
        return 0
    }
}
