import FileIO
import Glibc
import StoreModel
import TestSupport

/// A directory with two small models and a store in a known state, copied afresh for each try.
struct CrashPlayground {
    let root: String
    /// The store that every try starts from.
    let base: String

    var first: String { root + "/model-1" }
    var second: String { root + "/model-2" }

    init(_ root: String) throws {
        self.root = root
        base = root + "/base"
        for (directory, text) in [(first, "one"), (second, "two")] {
            _ = try DurableDirectory.makePath(directory + "/sub")
            try CrashPlayground.write(directory + "/weights.bin", text, repeated: 100_000)
            try CrashPlayground.write(
                directory + "/sub/config.json", "{\"\(text)\":1}", repeated: 1)
            try CrashPlayground.write(directory + "/shared", "same", repeated: 50)
        }
    }

    static func write(_ path: String, _ text: String, repeated count: Int) throws {
        guard let file = fopen(path, "w") else { throw TestFailure("cannot write \(path)") }
        for _ in 0..<count { fputs(text, file) }
        fclose(file)
    }

    /// Runs `store` on `store` with an optional fault.
    func run(
        _ arguments: [String], on store: String, fault: String? = nil, trace: String? = nil
    ) throws -> TestSupport.ChildOutcome {
        try StoreBinary.command(
            arguments + ["--store", store],
            environment: ["STORE_FAULT": fault, "STORE_TRACE": trace]
        ).run(timeout: .seconds(60))
    }

    /// Runs `store` on the base store; throws unless it succeeds.
    func prepare(_ commands: [[String]]) throws {
        for arguments in commands { _ = try run(arguments, on: base).checked() }
    }

    /// A fresh copy of the base store.
    func copy(_ name: String) throws -> String {
        let path = root + "/" + name
        _ = try ChildCommand("rm", ["-rf", path]).run()
        if access(base, F_OK) == 0 {
            _ = try ChildCommand("cp", ["-a", base, path]).run().checked()
        }
        return path
    }

    func json(_ arguments: [String], on store: String) throws -> JSON {
        let text = try run(arguments + ["--json"], on: store).checked()
        return try JSONParser.parse(Array(text.utf8))
    }
}
