import ArgumentParser

/// The options that every verb takes, before or after it.
struct GlobalOptions: ParsableArguments {
    @Option(help: "The store's directory.", completion: .directory)
    var store: String?

    @Option(
        help: "The model: a name such as qb or acme/trust_score.",
        completion: .custom { arguments, _, _ in Completion.models(arguments) })
    var model: String?

    @Flag(help: "Print exactly one JSON document.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the id or path alone.")
    var quiet = false

    @Option(help: "How progress is shown on stderr: auto, tty, plain, json or none.")
    var progress = ProgressChoice.auto

    @Option(help: "Colour on stdout: auto, always or never.")
    var color = ColourChoice.auto

    @Flag(help: "The same as --color never.")
    var noColor = false

    @Flag(help: "Answer yes to every prompt.")
    var yes = false
}
