import Glibc
import StoreModel
import TestSupport

/// A store, a model directory, and the built binary to work on them.
struct CommandFixture {
    let directory: String
    /// Given to every command on top of a clean environment.
    var environment: [String: String?]

    var store: String { directory + "/store" }
    var model: String { directory + "/model" }
    var runtime: String { directory + "/runtime" }

    /// Runs `body` with an empty store and a model of three files.
    static func with(_ body: (CommandFixture) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let fixture = CommandFixture(directory)
            mkdir(fixture.model, 0o755)
            mkdir(fixture.model + "/sub", 0o755)
            mkdir(fixture.runtime, 0o700)
            try fixture.write("weights", to: "model/sub/w.bin")
            try fixture.write("{\"a\": 1}", to: "model/config.json")
            try fixture.write("{\"r2\": 0.9, \"by\": {\"day\": 1}}", to: "model/metrics.json")
            _ = try fixture.run("init").checked()
            try body(fixture)
        }
    }

    init(_ directory: String) {
        self.directory = directory
        environment = [
            "HOME": directory, "STORE_PATH": directory + "/store", "XDG_CONFIG_HOME": nil,
            "XDG_DATA_HOME": nil, "XDG_RUNTIME_DIR": directory + "/runtime",
        ]
    }

    func write(_ text: String, to path: String) throws {
        guard let file = fopen(directory + "/" + path, "w") else {
            throw TestFailure.system("opening \(path)")
        }
        fputs(text, file)
        fclose(file)
    }

    func run(_ arguments: String..., setting: [String: String?] = [:]) throws -> ChildOutcome {
        try run(arguments, setting: setting)
    }

    func run(
        _ arguments: [String], setting: [String: String?] = [:]
    ) throws -> ChildOutcome {
        try StoreBinary.command(
            arguments, environment: environment.merging(setting) { _, new in new },
            directory: directory
        ).run(timeout: .seconds(60))
    }

    /// Pushes the model directory as `id`.
    func push(_ id: String, _ more: String...) throws {
        _ = try run(["push", "model", "--model", "qb", "--version", id] + more).checked()
    }

    /// The one document that a command prints with `--json`.
    func document(_ arguments: String..., exit: Int32 = 0) throws -> JSON {
        let outcome = try run(arguments + ["--json"])
        guard outcome.exitCode == exit else {
            throw TestFailure("\(arguments): \(outcome.ending) \(outcome.errorText)")
        }
        return try JSONParser.parse(outcome.output)
    }

    /// The error line that a command prints last with `--json`.
    func error(_ arguments: String...) throws -> JSON { try error(arguments) }

    func error(_ arguments: [String]) throws -> JSON {
        let outcome = try run(arguments + ["--json"])
        let last = outcome.errorText.split(separator: "\n").last ?? ""
        let line = try JSONParser.parse(Array(last.utf8))
        guard line["exit"]?.integer == outcome.exitCode.map(Int64.init) else {
            throw TestFailure("\(arguments): \(outcome.ending), but it says \(last)")
        }
        return line
    }
}
