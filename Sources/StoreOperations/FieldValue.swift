package import StoreModel

/// A comparable value of a version's field.
package enum FieldValue: Hashable, Sendable {
    case number(Double)
    case text(String)
    case truth(Bool)
    case time(Timestamp)

    /// A metric; nil for what is no scalar.
    package init?(scalar: JSON) {
        if let value = scalar.double {
            self = .number(value)
        } else if let value = scalar.string {
            self = .text(value)
        } else if let value = scalar.bool {
            self = .truth(value)
        } else {
            return nil
        }
    }

    /// Reads `text` as a value of the kind of `model`; nil if it is none.
    package init?(like model: FieldValue, parsing text: String) {
        switch model {
        case .number:
            guard let value = Double(text), !value.isNaN else { return nil }
            self = .number(value)
        case .text: self = .text(text)
        case .truth:
            guard let value = Bool(text) else { return nil }
            self = .truth(value)
        case .time:
            guard let value = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") else { return nil }
            self = .time(value)
        }
    }

    /// Negative, zero or positive, as `self` is before, equal to or after `other`. Kinds that do
    /// not compare are ordered numbers, texts, truths, times.
    package func compare(to other: FieldValue) -> Int {
        switch (self, other) {
        case (.number(let left), .number(let right)): order(left, right)
        case (.text(let left), .text(let right)): order(left, right)
        case (.truth(let left), .truth(let right)): order(left ? 1 : 0, right ? 1 : 0)
        case (.time(let left), .time(let right)): order(left, right)
        default: order(rank, other.rank)
        }
    }

    private var rank: Int {
        switch self {
        case .number: 0
        case .text: 1
        case .truth: 2
        case .time: 3
        }
    }

    private func order<T: Comparable>(_ left: T, _ right: T) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }
}
