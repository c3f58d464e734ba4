import FileIO

/// The environment variables of the process, or of a test. An empty variable counts as unset.
package struct Environment: Hashable, Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String]) { self.variables = variables }

    /// What this process was started with.
    package static var process: Environment {
        var variables: [String: String] = [:]
        for variable in ChildPlan.inheritedEnvironment {
            guard let mark = variable.firstIndex(of: "=") else { continue }
            variables[String(variable[..<mark])] = String(variable[variable.index(after: mark)...])
        }
        return Environment(variables)
    }

    package subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// As a child process is given them, with `additions` winning.
    package func entries(adding additions: [String: String]) -> [String] {
        variables.merging(additions) { _, new in new }.map { "\($0.key)=\($0.value)" }.sorted()
    }
}
