import ArgumentParser
import Hashing
import StoreModel
import StoreOperations
import StoreRepository

struct PushCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Register a directory, or files, as a new version.",
        discussion: """
            store push ./model --model qb --metrics-file metrics.json
            store push model.onnx --version 1.0.0 --metric r2=0.91 --promote
            """,
        aliases: ["register"])

    @Argument(help: "A directory, or files.", completion: .file())
    var paths: [String]

    @OptionGroup(title: "What is known about it") var facts: PushFacts

    @Option(help: "Leave out paths that match; may be repeated.")
    var exclude: [String] = []

    @Flag(help: "Make it active at once.")
    var promote = false

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let paths = try paths.map(PathArgument.parse)
        let settings = try session.settings()
        let selection = ModelSelection(try settings.modelSelection())
        let facts = try facts.checked(session.environment)
        let commitment: Commitment = dryRun ? .dryRun : .register
        let repository = try Composition.openOrCreate(settings, commitment)
        let store = OpenStore(repository: repository, selection: selection, settings: settings)
        var request = PushRequest(
            paths: paths, model: try selection.model(in: repository), actor: store.actor)
        facts.fill(&request)
        request.parents = try facts.parents(in: store)
        request.excludes = exclude
        request.commitment = commitment
        var result = try Push(
            repository: repository, request: request, progress: session.console.progress()
        ).run()
        result.mountPath = MountRecords.likelyPath(of: result.version, in: repository)
        var isPromoted = false
        var refusal: StoreError?
        do throws(StoreError) {
            isPromoted = try activate(&result, in: store)
        } catch {
            refusal = error
        }
        let printed = Result { () throws(StoreError) in
            try report(result, isPromoted: isPromoted, in: session)
        }
        // What was registered stays registered, so it is printed before the promotion's error.
        if let refusal { throw refusal }
        try printed.get()
        return 0
    }

    private func report(
        _ result: PushResult, isPromoted: Bool, in session: Session
    ) throws(StoreError) {
        let text = PushText(result, isPromoted: isPromoted, now: session.now)
        try session.console.emit(
            result.json, quiet: result.version.entry.id.text, text: text.text(session.console),
            done: dryRun ? nil : text.sentence)
    }

    /// Does what `--promote` asks for; false if it did not, or only would.
    private func activate(
        _ result: inout PushResult, in store: OpenStore
    ) throws(StoreError) -> Bool {
        guard promote, !dryRun else { return false }
        let name = result.version.entry.id
        let promote = Promote(
            try Reference("\(result.version.model)@\(name)"), selection: store.selection,
            reason: "push --promote", actor: store.actor)
        let activation = try promote.run(in: store.repository)
        result.version.refs = activation.refs
        return true
    }
}
