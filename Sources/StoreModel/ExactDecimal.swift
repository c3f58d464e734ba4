/// A decimal number without rounding: metrics meet thresholds in the digits that people wrote, so
/// 0.1 is a tenth and 0.30000000000000004 is more than 0.3.
///
/// A number of a manifest counts as the shortest digits that its double is written with (RFC 8785):
/// what the manifest's canonical bytes say.
package struct ExactDecimal: Hashable, Sendable {
    private let isNegative: Bool
    /// Most significant first, no zero at either end; empty for 0.
    private let digits: [UInt8]
    /// The value is `digits` × 10^exponent.
    private let exponent: Int

    package static let zero = ExactDecimal(isNegative: false, digits: [], exponent: 0)
    /// Characters of a spelling, at most.
    package static let spellingLimit = 64
    /// Powers of ten in a spelling, at most, either way: beyond those of a double.
    private static let exponentLimit = 400

    /// Digits may have zeros at both ends.
    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let end = digits.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        let start = digits.firstIndex { $0 != 0 } ?? end
        self.isNegative = isNegative && start < end
        self.digits = Array(digits[start..<end])
        self.exponent = start < end ? exponent + digits.count - end : 0
    }

    /// Reads `-?digits[.digits][e[+-]digits]` as JSON writes numbers; nil for anything else.
    package init?(_ text: String) {
        var rest = Substring(text)
        guard text.utf8.count <= ExactDecimal.spellingLimit else { return nil }
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        var exponent = 0
        if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            guard let power = ExactDecimal.power(rest[rest.index(after: mark)...]) else {
                return nil
            }
            exponent = power
            rest = rest[..<mark]
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) }
        }
        guard parts.count <= 2, isPlain, parts[0].utf8.count == 1 || parts[0].first != "0" else {
            return nil
        }
        let fraction = parts.count > 1 ? parts[1] : ""
        self.init(
            isNegative: isNegative, digits: (parts[0] + fraction).utf8.map { $0 - 48 },
            exponent: exponent - fraction.utf8.count)
    }

    /// The number of a document; nil for what is none.
    package init?(_ value: JSON) {
        switch value {
        case .integer(let whole): self.init(String(whole))
        case .number(let double):
            guard double.isFinite else { return nil }
            self.init(JSON.shortest(double))
        case .null, .bool, .string, .array, .object: return nil
        }
    }

    private static func power(_ text: Substring) -> Int? {
        let digits = text.first == "+" || text.first == "-" ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let power = Int(text), abs(power) <= exponentLimit
        else { return nil }
        return power
    }

    package var isZero: Bool { digits.isEmpty }
    package var magnitude: ExactDecimal {
        ExactDecimal(isNegative: false, digits: digits, exponent: exponent)
    }

    /// This many hundredths.
    package var percent: ExactDecimal {
        ExactDecimal(isNegative: isNegative, digits: digits, exponent: exponent - 2)
    }

    package static prefix func - (value: ExactDecimal) -> ExactDecimal {
        ExactDecimal(
            isNegative: !value.isNegative, digits: value.digits, exponent: value.exponent)
    }

    package static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        left + -right
    }

    package static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        let exponent = min(left.exponent, right.exponent)
        let (a, b) = (left.digits(above: exponent), right.digits(above: exponent))
        if left.isNegative == right.isNegative {
            return ExactDecimal(
                isNegative: left.isNegative, digits: sum(a, b), exponent: exponent)
        }
        let leftIsLarger = left.magnitude >= right.magnitude
        return ExactDecimal(
            isNegative: leftIsLarger ? left.isNegative : right.isNegative,
            digits: leftIsLarger ? difference(a, b) : difference(b, a), exponent: exponent)
    }

    package static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        var product = [UInt8](repeating: 0, count: left.digits.count + right.digits.count)
        for (i, a) in left.digits.enumerated().reversed() {
            var carry: UInt8 = 0
            for (j, b) in right.digits.enumerated().reversed() {
                let value = product[i + j + 1] + a * b + carry
                product[i + j + 1] = value % 10
                carry = value / 10
            }
            product[i] += carry
        }
        return ExactDecimal(
            isNegative: left.isNegative != right.isNegative, digits: product,
            exponent: left.exponent + right.exponent)
    }

    /// The digits as a whole number of 10^power.
    private func digits(above power: Int) -> [UInt8] {
        digits + [UInt8](repeating: 0, count: digits.isEmpty ? 0 : exponent - power)
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var carry: UInt8 = 0
        for place in 0..<max(left.count, right.count) {
            let value = digit(left, place) + digit(right, place) + carry
            out.append(value % 10)
            carry = value / 10
        }
        out.append(carry)
        return out.reversed()
    }

    /// `left` is not the smaller one.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var borrow: UInt8 = 0
        for place in 0..<left.count {
            let value = 10 + digit(left, place) - digit(right, place) - borrow
            out.append(value % 10)
            borrow = value < 10 ? 1 : 0
        }
        return out.reversed()
    }

    /// The digit that stands for 10^place; 0 where there is none.
    private static func digit(_ digits: [UInt8], _ place: Int) -> UInt8 {
        place < digits.count ? digits[digits.count - 1 - place] : 0
    }
}

extension ExactDecimal: Comparable {
    package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
    }

    private func isCloserToZero(than other: ExactDecimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.count < other.digits.count }
        let (place, otherPlace) = (digits.count + exponent, other.digits.count + other.exponent)
        if place != otherPlace { return place < otherPlace }
        // Without zeros at the ends, what is the beginning of the other is the smaller one.
        return digits.lexicographicallyPrecedes(other.digits)
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// One spelling for each value: plain digits near 1, an exponent far from it. `init(_:)` reads it.
    package var description: String {
        guard !digits.isEmpty else { return "0" }
        let text = String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
        let point = digits.count + exponent
        let sign = isNegative ? "-" : ""
        if exponent >= 0, point <= 21 {
            return sign + text + String(repeating: "0", count: exponent)
        }
        if 0 < point, point <= 21 {
            return sign + text.prefix(point) + "." + text.dropFirst(point)
        }
        if -6 < point, point <= 0 {
            return sign + "0." + String(repeating: "0", count: -point) + text
        }
        let tail = digits.count > 1 ? "." + text.dropFirst() : ""
        return sign + text.prefix(1) + tail + "e" + String(point - 1)
    }
}
