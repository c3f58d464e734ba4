import FileIO

/// Finds programs as a shell does.
struct ProgramSearch {
    private let places: [String]

    /// - Parameter path: the value of `PATH`.
    init(_ path: String) {
        places = path.split(separator: ":", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "." : String($0) }
    }

    /// The path of an executable file; nil if there is none of that name.
    func path(of name: String) -> String? {
        guard !name.contains("/") else { return isProgram(name) ? name : nil }
        return places.lazy.map { $0 + "/" + name }.first(where: isProgram)
    }

    private func isProgram(_ path: String) -> Bool {
        guard let slash = path.lastIndex(of: "/"), path.index(after: slash) < path.endIndex
        else { return false }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        let name = Array(path[path.index(after: slash)...].utf8)
        // A place that cannot be looked into holds no program for this user.
        guard let status = try? Directory(path: directory).statusBehindEntry(name) else {
            return false
        }
        return status.kind == .file && status.isExecutable
    }
}
