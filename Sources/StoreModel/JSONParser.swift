import Sabotage

/// A strict, bounded reader of JSON (RFC 8259, with the restrictions of I-JSON, RFC 7493): UTF-8
/// only, no duplicate keys, depth at most 64, no lone surrogates, no number beyond a double.
package struct JSONParser {
    /// Objects and arrays inside one another; what is deeper is refused: nothing of the store nests
    /// further, and recursion is bounded.
    package static let depthLimit = 64

    /// Why a document is not acceptable JSON, and at which byte.
    package struct Failure: Error, Sendable, Equatable {
        package let reason: String
        package let offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// Parses a whole document; anything but white space after the value is an error.
    package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSON {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, Failure> in
            var parser = JSONParser(bytes: buffer)
            return Result { () throws(Failure) -> JSON in try parser.document() }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private mutating func document() throws(Failure) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure("text after the document") }
        return value
    }

    private func failure(_ reason: String) -> Failure {
        Failure(reason: reason, offset: position)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// The next value; it stands inside `depth` objects and arrays.
    private mutating func value(depth: Int) throws(Failure) -> JSON {
        skipSpace()
        guard position < bytes.count else { throw failure("unexpected end") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws(Failure) -> JSON {
        for index in 0..<text.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == text.utf8Start[index] else {
                throw failure("not a JSON value")
            }
            position += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        guard depth <= JSONParser.depthLimit else { throw failure("nested deeper than 64") }
        position += 1
        var members: [String: JSON] = [:]
        if try closes(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw failure("expected a key")
            }
            let key = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            let before = members.updateValue(try value(depth: depth), forKey: key)
            guard before == nil || Sabotage.acceptsDuplicates else {
                throw failure("duplicate key \(quoted(key))")
            }
            if try closes(UInt8(ascii: "}")) { return .object(members) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        guard depth <= JSONParser.depthLimit else { throw failure("nested deeper than 64") }
        position += 1
        var items: [JSON] = []
        if try closes(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value(depth: depth))
            if try closes(UInt8(ascii: "]")) { return .array(items) }
            try expect(UInt8(ascii: ","))
        }
    }

    /// Consumes `byte` if it comes next after white space.
    private mutating func closes(_ byte: UInt8) throws(Failure) -> Bool {
        skipSpace()
        guard position < bytes.count else { throw failure("unexpected end") }
        guard bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Failure) {
        guard position < bytes.count, bytes[position] == byte else {
            throw failure("expected '\(Character(UnicodeScalar(byte)))'")
        }
        position += 1
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var out: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else {
                    throw failure("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw failure("a control character in a string")
            default: out.append(byte)
            }
        }
        throw failure("unterminated string")
    }

    private mutating func escape(into out: inout [UInt8]) throws(Failure) {
        guard position < bytes.count else { throw failure("unterminated string") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "u"):
            guard let scalar = UnicodeScalar(try codePoint()) else {
                throw failure("a lone surrogate")
            }
            out.append(contentsOf: String(Character(scalar)).utf8)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func codePoint() throws(Failure) -> UInt32 {
        let first = try hexUnit()
        guard (0xD800..<0xDC00).contains(first) else { return first }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure("a lone surrogate") }
        position += 2
        let second = try hexUnit()
        guard (0xDC00..<0xE000).contains(second) else { throw failure("a lone surrogate") }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func hexUnit() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("unterminated escape") }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
                throw failure("a bad \\u escape")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = position
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let leadingZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
        let whole = try digits()
        guard !leadingZero || whole == 1 else { throw failure("a number with a leading zero") }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            _ = try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, [0x2B, 0x2D].contains(bytes[position]) { position += 1 }
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int64(text), value.magnitude <= UInt64(JSON.largestInteger) {
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            throw failure("a number beyond the range of a double")
        }
        guard !JSON.underflows(text) else {
            throw failure("a number that is not 0 and too small for a double")
        }
        return JSON(value)
    }

    private mutating func digits() throws(Failure) -> Int {
        let start = position
        while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
        guard position > start else { throw failure("not a JSON value") }
        return position - start
    }
}
