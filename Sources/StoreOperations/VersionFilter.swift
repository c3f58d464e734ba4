package import StoreModel

/// One condition of `list --where`, such as `metrics.r2>=0.85`: a field, an operator, a value.
package struct VersionFilter: Hashable, Sendable {
    private enum Comparison: String, CaseIterable {
        // Two-character operators come first: `>=` begins with `>`.
        case atLeast = ">=", atMost = "<=", equal = "==", unequal = "!=", less = "<", more = ">"
    }

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
        field = try VersionField(VersionFilter.trimmed(text[..<range.lowerBound]))
        var value = VersionFilter.trimmed(text[range.upperBound...])
        if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'",
            value.last == quote
        {
            value = String(value.dropFirst().dropLast())
        }
        self.comparison = comparison
        self.value = value
        guard !value.isEmpty else {
            throw StoreError(
                .usage, "\(quoted(text)) compares with nothing", fix: "--where 'metrics.r2>=0.85'")
        }
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
