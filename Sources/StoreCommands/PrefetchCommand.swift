import ArgumentParser
import StoreModel
import StoreOperations
import StoreRepository

struct PrefetchCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prefetch",
        abstract: "Make plain copies of a version's large files before anybody reads them.",
        discussion: """
            store prefetch latest
            store prefetch qb@v7 && store promote qb@v7 -m 'evaluated'
            """)

    @Argument(
        help: "The version.", completion: .custom { words, _, _ in Completion.references(words) })
    var reference: String

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let reference = try Reference(reference)
        let store = try session.open()
        let model = try store.selection.state(for: reference, in: store.repository).model
        let console = session.console
        let budget = MountRecords.copyBudget(of: model, in: store.repository)
        if budget == nil {
            console.note(
                "no mount of \(model) reads from plain copies: store mount DIR --hydrate promote")
        }
        let hydration = TargetHydration(budget ?? CopyBudget(bytes: nil)) { console.note($0) }
        let result = try Prefetch(store.repository, hydration)
            .run(reference, selection: store.selection)
        let name = "\(model)@\(result.version.entry.id)"
        try console.emit(
            result.json, quiet: "\(result.bytesReady)",
            text: "\(name): \(result.filesReady) of \(Humane.count(result.files, "large file")) "
                + "ready, \(Humane.bytes(result.bytesReady)) of \(Humane.bytes(result.bytes))\n",
            done: "\(name) is prefetched as far as there is room")
        return result.isComplete ? 0 : Int32(ErrorCode.partial.exitCode)
    }
}
