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

    @Flag(help: "Read every file, also those that look as they did when they were last pushed.")
    var rehash = false

    @Option(help: "Effort of compression, 1 to 19; above 1 is smaller and slower.")
    var level = 1

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func perform(in session: Session) throws(StoreError) -> Int32 {
        let paths = try paths.map(PathArgument.parse)
        let settings = try session.settings()
        let selection = ModelSelection(try settings.modelSelection())
        let facts = try facts.checked(session.environment)
        for glob in exclude { try TextArgument.check(glob, option: "--exclude") }
        let commitment: Commitment = dryRun ? .dryRun : .register
        let repository = try Composition.openOrCreate(settings, commitment)
        let store = OpenStore(repository: repository, selection: selection, settings: settings)
        var request = PushRequest(
            paths: paths, model: try selection.model(in: repository), actor: store.actor)
        facts.fill(&request)
        request.parents = try facts.parents(in: store)
        request.excludes = exclude
        request.commitment = commitment
        request.level = try checkedLevel()
        request.trust = rehash ? .rehash : .trusting
        var result = try Push(
            repository: repository, request: request, progress: session.console.progress()
        ).run()
        result.mountPath = MountRecords.likelyPath(of: result.version, in: repository)
        var isPromoted = false
        var refusal: StoreError?
        do throws(StoreError) {
            isPromoted = try activate(&result, in: store, session.console)
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

    private func checkedLevel() throws(StoreError) -> Int32 {
        guard (1...19).contains(level) else {
            throw StoreError(
                .usage, "--level \(level) is not a level of compression",
                fix: "--level 1 to --level 19")
        }
        return Int32(level)
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
        _ result: inout PushResult, in store: OpenStore, _ console: Console
    ) throws(StoreError) -> Bool {
        guard promote, !dryRun else { return false }
        let name = result.version.entry.id
        var promote = Promote(
            try Reference("\(result.version.model)@\(name)"), selection: store.selection,
            reason: "push --promote", actor: store.actor)
        promote.hydration = store.hydration(console)
        let activation = try promote.run(in: store.repository)
        result.version.refs = activation.refs
        return true
    }
}
