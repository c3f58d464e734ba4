package import StoreModel

/// One condition of `list --where`, such as `metrics.r2>=0.85`: a field, an operator, a value.
package struct VersionFilter: Hashable, Sendable {
    private enum Comparison: String, CaseIterable {
        // Two-character operators come first: `>=` begins with `>`.
        case atLeast = ">=", atMost = "<=", equal = "==", unequal = "!=", less = "<", more = ">"
    }

    private static let operatorCharacters: Set<Character> = ["<", ">", "=", "!"]

    package let field: VersionField
    private let comparison: Comparison
    private let value: String

    /// Parses `FIELD OP VALUE`; throws `usage`.
    package init(_ text: String) throws(StoreError) {
        guard let (comparison, range) = VersionFilter.firstOperator(in: text) else {
            throw StoreError(
                .usage, "\(quoted(text)) has none of the operators >= <= > < == !=",
                fix: "--where 'metrics.r2>=0.85'")
        }
        let name = VersionFilter.trimmed(text[..<range.lowerBound])
        field = try VersionField(name)
        guard !name.contains(where: VersionFilter.operatorCharacters.contains) else {
            throw VersionFilter.refusal(text, "has no field \(quoted(name))")
        }
        var value = VersionFilter.trimmed(text[range.upperBound...])
        if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'",
            value.last == quote
        {
            value = String(value.dropFirst().dropLast())
        } else if let first = value.first, VersionFilter.operatorCharacters.contains(first) {
            throw VersionFilter.refusal(text, "has one operator too many: \(quoted(value))")
        }
        self.comparison = comparison
        self.value = value
        guard !value.isEmpty else {
            throw StoreError(
                .usage, "\(quoted(text)) compares with nothing", fix: "--where 'metrics.r2>=0.85'")
        }
        try checkValue(text)
    }

    /// Throws `usage` for a value that no version could ever be compared with.
    private func checkValue(_ text: String) throws(StoreError) {
        switch field {
        case .number, .bytes, .files:
            guard Double(value)?.isFinite == true else {
                throw VersionFilter.refusal(
                    text, "compares with \(quoted(value)), which is not a number",
                    fix: "a plain number, such as --where 'bytes>1000000'")
            }
        case .created:
            guard FieldValue(like: .time(Timestamp(milliseconds: 0)), parsing: value) != nil else {
                throw VersionFilter.refusal(
                    text, "compares with \(quoted(value)), which is not a time (RFC 3339)",
                    fix: "--where 'created>=2026-11-20T14:00:00Z'")
            }
        case .metric:
            guard Double(value)?.isNaN != true else {
                throw VersionFilter.refusal(text, "compares with NaN, which no metric can be")
            }
        case .version: return
        }
    }

    private static func refusal(
        _ text: String, _ what: String, fix: String = "--where 'metrics.r2>=0.85'"
    ) -> StoreError {
        StoreError(.usage, "--where \(quoted(text)) \(what)", fix: fix)
    }

    /// A version without the field meets no condition, not even `!=`.
    package func admits(_ version: VersionDocument) -> Bool {
        guard let actual = field.value(of: version) else { return false }
        guard let order = FieldValue(like: actual, parsing: value).map({ actual.compare(to: $0) })
        else { return comparison == .unequal }
        switch comparison {
        case .atLeast: return order >= 0
        case .atMost: return order <= 0
        case .more: return order > 0
        case .less: return order < 0
        case .equal: return order == 0
        case .unequal: return order != 0
        }
    }

    private static func firstOperator(
        in text: String
    ) -> (Comparison, Range<String.Index>)? {
        var index = text.startIndex
        while index < text.endIndex {
            for comparison in Comparison.allCases
            where text[index...].hasPrefix(comparison.rawValue) {
                let end = text.index(index, offsetBy: comparison.rawValue.count)
                return (comparison, index..<end)
            }
            index = text.index(after: index)
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
