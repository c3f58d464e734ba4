import ArgumentParser
import FileIO
import StoreInterface
import StoreModel
import StoreOperations

struct GetCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Write a version's files to a new directory.",
        discussion: """
            store get active ./model
            store get qb@v7 ./v7 --link
            """)

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @Argument(help: "A directory that does not exist, or is empty.", completion: .directory)
    var directory: String

    @Flag(help: "Share the bytes with the store's cache where that is possible.")
    var link = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let directory = try PathArgument.parse(directory)
        let store = try session.open()
        let signals = try attempting("cannot wait for signals") { () throws(FileError) in
            try StopSignals()
        }
        // One that has come meanwhile ends the process, after the half-made tree is gone.
        defer { signals.release() }
        var get = Get(store.repository, progress: session.console.progress())
        get.means = link ? .linking : .copying
        get.shouldStop = { signals.haveCome }
        let result = try get.run(reference, selection: store.selection, into: directory)
        let version = result.version
        let name = "\(version.model)@\(version.entry.id)"
        try session.console.emit(
            result.json, quiet: result.path,
            text: "wrote \(name) to \(Cell.printable(result.path)): "
                + Humane.count(version.manifest.files.count, "file") + ", "
                + Humane.bytes(version.manifest.totalBytes) + "\n",
            done: "wrote \(name) to \(result.path)")
        return 0
    }
}
