import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// Reads `--metrics-file`: a JSON object whose nested scalars become metrics with dotted names.
enum MetricsFile {
    /// Metrics are for queries; anything larger is data and belongs in a file with role `metrics`.
    static let byteLimit = 16 << 20

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
        if let (name, reason) = objection(to: members) {
            throw StoreError(
                .badInput,
                "--metrics-file \(quoted(path)): \(quoted(name)) cannot be a metric: \(reason)",
                fix: "give it another name")
        }
        var metrics: [String: JSON] = [:]
        if let name = flatten(members, below: "", into: &metrics) {
            throw StoreError(
                .badInput,
                "--metrics-file \(quoted(path)) has the metric \(quoted(name)) twice, nested and "
                    + "with a dot in its name", fix: "leave one of them out")
        }
        if let (name, digits) = rounded(metrics, in: bytes) {
            throw StoreError(
                .badInput,
                "--metrics-file \(quoted(path)): the metric \(quoted(name)) is \(digits), which a "
                    + "double cannot hold", fix: "write it as a string: \"\(digits)\"")
        }
        return metrics
    }

    /// The first metric by name that is an integer which lost digits, and how it is spelt. The parser
    /// makes doubles of all integers beyond 2^53, so those are looked for in the text again.
    private static func rounded(
        _ metrics: [String: JSON], in text: [UInt8]
    ) -> (name: String, digits: String)? {
        let large = metrics.compactMapValues { value -> Double? in
            guard case .number(let number) = value, number.magnitude >= 0x1p53 else { return nil }
            return number
        }
        guard !large.isEmpty else { return nil }
        let numerals = Set("+-.0123456789eE".utf8)
        let words = text.split { !numerals.contains($0) }
        for word in words.map({ String(decoding: $0, as: UTF8.self) }) {
            // More digits than an Int128 holds are more than a double does, unless they are zeros.
            guard let number = Double(word), let digits = Int128(word),
                Int128(exactly: number) != digits
            else { continue }
            let names = large.filter { $0.value == number }.keys
            if let name = names.min() { return (name, word) }
        }
        return nil
    }

    /// The first key by name that no metric can be called, at any depth, and why.
    private static func objection(to members: [String: JSON]) -> (name: String, reason: String)? {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let reason = MetricName.objection(to: name) { return (name, reason) }
            if let found = value.object.flatMap(objection) { return found }
        }
        return nil
    }

    /// Arrays are tables or curves, not metrics: they stay in the file.
    ///
    /// - Returns: the first metric by name that is there in two spellings; nil if all is well.
    private static func flatten(
        _ members: [String: JSON], below prefix: String, into metrics: inout [String: JSON]
    ) -> String? {
        var twice: [String] = []
        for (name, value) in members {
            let name = prefix + name
            switch value {
            case .object(let inner):
                if let found = flatten(inner, below: name + ".", into: &metrics) {
                    twice.append(found)
                }
            case .integer, .number, .string, .bool:
                if metrics.updateValue(value, forKey: name) != nil { twice.append(name) }
            case .null, .array: continue
            }
        }
        return twice.min()
    }

    private static func bytes(of path: String, in tree: SourceTree) throws(StoreError) -> [UInt8] {
        var isIrregular = false
        let beside = tree.origins.map { FilePath($0.path).pushing(FilePath(path)).string }
        for candidate in beside + [path] {
            do throws(FileError) {
                let file = try FileReader(path: candidate)
                guard try file.status().kind == .file else {
                    isIrregular = true
                    continue
                }
                return try file.readAll(limit: byteLimit)
            } catch {
                guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else {
                    throw StoreError(error, "cannot read --metrics-file \(quoted(path))")
                }
            }
        }
        guard !isIrregular else {
            throw StoreError(
                .badInput, "--metrics-file \(quoted(path)) is not a regular file",
                fix: "write the metrics to a file first")
        }
        throw StoreError(
            .notFound, "--metrics-file \(quoted(path)) is not there",
            fix: "give its path relative to the pushed directory or to the working directory")
    }
}
