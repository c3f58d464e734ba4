import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// What the options of a push say about its files, and the metrics it embeds.
struct PushAnnotations {
    /// Scalars by dotted name.
    private(set) var metrics: [String: JSON] = [:]
    private var byPath: [String: Note] = [:]

    private struct Note {
        var role: FileRole
        var name: String?
        var format: String?
    }

    /// Throws `notFound` for a path that is not in the tree, `badInput` for a bad metrics file.
    init(_ request: PushRequest, tree: SourceTree) throws(StoreError) {
        let lists: [(String, FileRole, [NamedPath])] = [
            ("--artefact", .model, request.artefacts),
            ("--preprocessing", .preprocessing, request.preprocessing),
            ("--attribution", .attribution, request.attribution),
        ]
        for (option, role, items) in lists {
            for item in items {
                let note = Note(role: role, name: item.name, format: item.format)
                for path in try PushAnnotations.paths(of: item.path, option, in: tree) {
                    byPath[path] = note
                }
            }
        }
        if let file = request.metricsFile {
            // A metrics file may lie anywhere; in the tree it also gets its role.
            if let paths = try? PushAnnotations.paths(of: file, "--metrics-file", in: tree) {
                for path in paths where byPath[path] == nil { byPath[path] = Note(role: .metrics) }
            }
            metrics = try MetricsFile.read(file, in: tree)
        }
        metrics.merge(request.metrics) { _, given in given }
    }

    /// `file` with what was said of it.
    func annotated(_ file: ManifestFile) -> ManifestFile {
        guard let note = byPath[file.path] else { return file }
        var file = file
        file.role = note.role
        file.name = note.name
        file.format = note.format
        return file
    }

    /// The files of the tree that `path` names: itself, or everything below it. It is looked for in
    /// the pushed tree first, then from the working directory.
    private static func paths(
        of path: String, _ option: String, in tree: SourceTree
    ) throws(StoreError) -> [String] {
        for candidate in candidates(path, in: tree) {
            let found = tree.files.lazy.map(\.path).filter {
                candidate.isEmpty || $0 == candidate || ManifestPath.lies($0, below: candidate)
            }
            if !found.isEmpty { return Array(found) }
        }
        throw StoreError(
            .notFound, "\(option): \(quoted(path)) is not a file of the pushed tree",
            fix: "give its path relative to the pushed directory")
    }

    private static func candidates(_ path: String, in tree: SourceTree) -> [String] {
        let given = FilePath(path).lexicallyNormalized()
        var out = given.isRelative ? [given.string] : []
        let absolute = FilePath.absolute(path).lexicallyNormalized()
        for origin in tree.origins {
            var rest = absolute
            guard rest.removePrefix(FilePath(origin.path).lexicallyNormalized()) else { continue }
            out.append([origin.prefix, rest.string].filter { !$0.isEmpty }.joined(separator: "/"))
        }
        return out
    }
}
