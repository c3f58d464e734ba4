/// Lets global options stand before the verb: `store --json list` means `store list --json`.
package enum ArgumentOrder {
    private static let flags: Set<String> = ["--json", "-q", "--quiet", "--no-color", "--yes"]
    private static let options: Set<String> = ["--store", "--model", "--progress", "--color"]

    /// `arguments` with the global options that stand before the verb put behind it. Stops at the
    /// first thing that is neither a global option nor a verb, and leaves the rest as it is.
    package static func verbFirst(_ arguments: [String]) -> [String] {
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if flags.contains(argument) || isJoined(argument) {
                index += 1
            } else if options.contains(argument), index + 1 < arguments.count {
                index += 2
            } else {
                break
            }
        }
        guard index > 0, index < arguments.count else { return arguments }
        return [arguments[index]] + arguments[..<index] + arguments[(index + 1)...]
    }

    /// `--store=PATH`.
    private static func isJoined(_ argument: String) -> Bool {
        guard let mark = argument.firstIndex(of: "=") else { return false }
        return options.contains(String(argument[..<mark]))
    }
}
