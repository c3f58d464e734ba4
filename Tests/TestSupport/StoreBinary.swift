import Glibc

/// The `store` executable that was built with these tests.
package enum StoreBinary {
    /// What `STORE_TEST_BINARY` says, or `store` beside the test bundle. On Linux the bundle is
    /// itself the running executable; a toolchain whose helper loads it names it on the command line.
    package static let path: String = {
        if let chosen = getenv("STORE_TEST_BINARY") { return String(cString: chosen) }
        let arguments = CommandLine.arguments
        if let option = arguments.firstIndex(of: "--test-bundle-path"),
            option + 1 < arguments.count
        {
            return sibling(of: arguments[option + 1])
        }
        guard let executable = realpath("/proc/self/exe", nil) else { return "store" }
        defer { free(executable) }
        return sibling(of: String(cString: executable))
    }()

    private static func sibling(of bundle: String) -> String {
        let parent = bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)]
        return "\(parent)/store"
    }

    /// The command `store` with `arguments` and nothing of the user's own configuration.
    package static func command(
        _ arguments: [String], environment: [String: String?] = [:], directory: String? = nil
    ) -> ChildCommand {
        var merged: [String: String?] = [
            "STORE_PATH": nil, "STORE_MODEL": nil, "STORE_ACTOR": "test@host",
            "STORE_FAULT": nil, "STORE_TRACE": nil, "NO_COLOR": nil,
            "CLICOLOR_FORCE": nil, "SOURCE_DATE_EPOCH": nil,
        ]
        merged.merge(environment) { _, given in given }
        return ChildCommand(path, arguments, environment: merged, directory: directory)
    }
}
