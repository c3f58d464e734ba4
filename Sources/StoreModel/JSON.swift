/// A JSON value (RFC 8259). Integers that fit in 53 bits are kept apart from other numbers, so that
/// sizes and counts never pass through floating point.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The largest magnitude that every JSON reader represents exactly (RFC 8785 §3.2.2.3).
    package static let largestInteger: Int64 = 9_007_199_254_740_991

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    package var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }
    /// Any number, as a double.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// A finite number; whole ones within 53 bits become integers, so that 1.0 and 1 are one value.
    package init(_ value: Double) {
        if value.rounded() == value, value.magnitude <= Double(JSON.largestInteger) {
            self = .integer(Int64(value))
        } else {
            self = .number(value)
        }
    }

    /// Whether `numeral` is not zero and yet too small for a double, which would make it 0.
    package static func underflows(_ numeral: String) -> Bool {
        guard let value = Double(numeral), value == 0 else { return false }
        return numeral.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
    }

    package subscript(key: String) -> JSON? { object?[key] }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
