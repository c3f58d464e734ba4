import StoreModel
import StoreOperations

/// An option's `name=value`.
enum PairArgument {
    /// Both parts; throws `usage` naming the option.
    static func split(
        _ text: String, option: String
    ) throws(StoreError) -> (name: String, value: String) {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex,
            text.index(after: mark) < text.endIndex
        else {
            throw StoreError(
                .usage, "\(option) \(quoted(text)) is not of the form name=value",
                fix: "\(option) name=value")
        }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    static func path(_ name: String, _ value: String) -> NamedPath {
        NamedPath(name: name, path: value)
    }

    /// `path[:format]`: what stands behind the last colon is a format unless it holds a slash.
    static func formatted(_ name: String, _ value: String) -> NamedPath {
        guard let colon = value.lastIndex(of: ":"), colon > value.startIndex else {
            return NamedPath(name: name, path: value)
        }
        let format = value[value.index(after: colon)...]
        guard !format.isEmpty, !format.contains("/") else {
            return NamedPath(name: name, path: value)
        }
        return NamedPath(name: name, path: String(value[..<colon]), format: String(format))
    }

    /// A number, `true` or `false`, or else a text.
    static func metric(_ name: String, _ value: String) throws(StoreError) -> JSON {
        if let reason = MetricName.objection(to: name) {
            throw StoreError(
                .usage, "--metric \(quoted(name)) cannot be a metric: \(reason)",
                fix: "--metric r2=0.91")
        }
        // What is not JSON is a text, which is fine.
        if let parsed = try? JSONParser.parse(Array(value.utf8)) {
            if parsed.double != nil || parsed.bool != nil || parsed.string != nil { return parsed }
        }
        if let number = Double(value) {
            guard number.isFinite, !JSON.underflows(value) else {
                throw StoreError(
                    .usage,
                    "--metric \(quoted(name)): \(quoted(value)) is not a number that a double holds",
                    fix: "leave it out, or give a text")
            }
            return JSON(number)
        }
        return .string(value)
    }
}
