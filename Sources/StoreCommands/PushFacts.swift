import ArgumentParser
import StoreModel

/// The options of `push` that describe the version.
struct PushFacts: ParsableArguments {
    @Option(help: "Its id; vYYYYMMDD_HHMMSS (UTC) if left out.")
    var version: String?

    @Option(help: "The training run that made it.")
    var runId: String?

    @Option(help: "The version of the data set it was trained on.")
    var datasetVersion: String?

    @Option(help: "What it is.")
    var description: String?

    @Option(help: "What is new in it.")
    var changelog: String?

    @Option(help: "Name a model file: name=path[:format]; may be repeated.")
    var artefact: [String] = []

    @Option(help: "Name a preprocessing file: name=path; may be repeated.")
    var preprocessing: [String] = []

    @Option(help: "Name an attribution file: name=path; may be repeated.")
    var attribution: [String] = []

    @Option(help: "A JSON file of metrics; nested ones get dotted names.", completion: .file())
    var metricsFile: String?

    @Option(help: "A metric: name=value; may be repeated.")
    var metric: [String] = []

    @Option(
        help: "A version it was made from; may be repeated.",
        completion: .custom { words, _, _ in Completion.references(words) })
    var parent: [String] = []

    @Option(help: "A label: key=value; may be repeated.")
    var label: [String] = []

    @Option(help: "Where else the files are: a URL; may be repeated.")
    var location: [String] = []

    @Option(help: "When it was made (RFC 3339); SOURCE_DATE_EPOCH or now if left out.")
    var created: String?

    /// Everything parsed, before any store is asked; throws `usage` naming the option.
    func checked(_ environment: Environment) throws(StoreError) -> CheckedFacts {
        try CheckedFacts(self, environment: environment)
    }
}
