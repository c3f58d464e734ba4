import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// Reads `--metrics-file`: a JSON object whose nested scalars become metrics with dotted names.
enum MetricsFile {
    /// Metrics are for queries; anything larger is data and belongs in a file with role `metrics`.
    private static let byteLimit = 16 << 20

    /// Reads `path`, relative to a pushed directory or to the working directory.
    static func read(_ path: String, in tree: SourceTree) throws(StoreError) -> [String: JSON] {
        let bytes = try bytes(of: path, in: tree)
        let document: JSON
        do throws(JSONParser.Failure) {
            document = try JSONParser.parse(bytes)
        } catch {
            throw StoreError(
                .badInput,
                "--metrics-file \(quoted(path)) is not JSON: byte \(error.offset): \(error.reason)",
                fix: "write it with json.dump(metrics, file, allow_nan=False)")
        }
        guard case .object(let members) = document else {
            throw StoreError(
                .badInput, "--metrics-file \(quoted(path)) is not a JSON object",
                fix: "write it as {\"r2\": 0.91, \"mae\": 6.2}")
        }
        var metrics: [String: JSON] = [:]
        flatten(members, below: "", into: &metrics)
        return metrics
    }

    /// Arrays are tables or curves, not metrics: they stay in the file.
    private static func flatten(
        _ members: [String: JSON], below prefix: String, into metrics: inout [String: JSON]
    ) {
        for (name, value) in members {
            switch value {
            case .object(let inner): flatten(inner, below: prefix + name + ".", into: &metrics)
            case .integer, .number, .string, .bool: metrics[prefix + name] = value
            case .null, .array: continue
            }
        }
    }

    private static func bytes(of path: String, in tree: SourceTree) throws(StoreError) -> [UInt8] {
        let beside = tree.origins.map { FilePath($0.path).pushing(FilePath(path)).string }
        for candidate in beside + [path] {
            do throws(FileError) {
                let file = try FileReader(path: candidate)
                guard try file.status().kind == .file else { continue }
                return try file.readAll(limit: byteLimit)
            } catch {
                guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else {
                    throw StoreError(error, "cannot read --metrics-file \(quoted(path))")
                }
            }
        }
        throw StoreError(
            .notFound, "--metrics-file \(quoted(path)) is not there",
            fix: "give its path relative to the pushed directory or to the working directory")
    }
}
