import Glibc
import StoreModel
import TestSupport

/// A copy of a store of store/golden to run commands on.
struct GoldenStore {
    let commands: CommandFixture
    var directory: String { commands.directory }

    static func with(_ name: String = "v1", _ body: (GoldenStore) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let golden = GoldenStore(commands: CommandFixture(directory))
            try golden.shell("tar -xzf \"$GOLDEN/\(name)/store.tar.gz\"")
            try body(golden)
        }
    }

    /// The copy of v1 with another `format.json`, from store/golden/formats.
    static func with(format: String, _ body: (GoldenStore) throws -> Void) throws {
        try with { golden in
            try golden.shell(
                """
                for place in store store/mirror; do
                    rm -f "$place/format.json"
                    cp "$GOLDEN/formats/\(format).json" "$place/format.json"
                done
                """)
            try body(golden)
        }
    }

    /// Runs a script beside the store; throws unless it exits with 0.
    @discardableResult
    func shell(_ script: String) throws -> String {
        var environment = commands.environment
        environment["GOLDEN"] = PackageRoot.path + "/store/golden"
        environment["STORE"] = StoreBinary.path
        return try ChildCommand(
            "bash", ["-euo", "pipefail", "-c", script], environment: environment,
            directory: directory
        ).run(timeout: .seconds(120)).checked()
    }
}
