/// As much of JSON as a safetensors header has: objects, arrays of numbers, strings. Everything is
/// read once, from front to back; nothing nests deeper than the calls of its user.
struct JSONScanner {
    private var cursor: ByteCursor

    init(_ cursor: ByteCursor) { self.cursor = cursor }

    /// Goes past `{`, each key, which `member` reads the value of, and `}`.
    mutating func object(
        _ member: (inout JSONScanner, String) throws(Malformed) -> Void
    ) throws(Malformed) {
        try expect("{")
        guard try !takes("}") else { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while try takes(",")
        try expect("}")
    }

    /// An array of numbers that are whole and not negative, at most `limit`.
    mutating func numbers(limit: Int) throws(Malformed) -> [UInt64] {
        try expect("[")
        guard try !takes("]") else { return [] }
        var numbers: [UInt64] = []
        repeat {
            guard numbers.count < limit else { throw Malformed() }
            numbers.append(try number())
        } while try takes(",")
        try expect("]")
        return numbers
    }

    /// A string of at most `HeaderLimits.name` bytes.
    mutating func string() throws(Malformed) -> String {
        var bytes: [UInt8] = []
        try characters { byte throws(Malformed) in
            guard bytes.count < HeaderLimits.name else { throw Malformed() }
            bytes.append(byte)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed() }
        return text
    }

    /// Goes past a string of any length.
    mutating func skipString() throws(Malformed) {
        try characters { _ throws(Malformed) in }
    }

    /// Goes past the blanks at the end; nothing may follow them.
    mutating func finish() throws(Malformed) {
        while !cursor.isAtEnd {
            guard JSONScanner.isBlank(try cursor.byte()) else { throw Malformed() }
        }
    }

    private mutating func number() throws(Malformed) -> UInt64 {
        let first = try nextByte()
        guard let start = JSONScanner.digit(first) else { throw Malformed() }
        var value = start
        while let digit = JSONScanner.digit(try cursor.peek()) {
            // JSON has no leading zeros.
            guard first != UInt8(ascii: "0") else { throw Malformed() }
            value = try sum(try product(value, 10), digit)
            _ = try cursor.byte()
        }
        return value
    }

    /// Goes past a string, giving out its bytes as UTF-8.
    private mutating func characters(
        _ take: (UInt8) throws(Malformed) -> Void
    ) throws(Malformed) {
        try expect("\"")
        while true {
            let byte = try cursor.byte()
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"):
                for byte in try escaped() { try take(byte) }
            case ..<0x20: throw Malformed()
            default: try take(byte)
            }
        }
    }

    /// What stands behind a backslash, as UTF-8.
    private mutating func escaped() throws(Malformed) -> [UInt8] {
        let byte = try cursor.byte()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw Malformed()
        }
    }

    private mutating func escapedScalar() throws(Malformed) -> [UInt8] {
        var value = try hexadecimal()
        if (0xD800..<0xDC00).contains(value) {
            guard try cursor.byte() == UInt8(ascii: "\\"), try cursor.byte() == UInt8(ascii: "u")
            else { throw Malformed() }
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low) else { throw Malformed() }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw Malformed() }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal() throws(Malformed) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try cursor.byte()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw Malformed()
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func nextByte() throws(Malformed) -> UInt8 {
        while JSONScanner.isBlank(try cursor.peek()) { _ = try cursor.byte() }
        return try cursor.byte()
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Malformed) {
        guard try nextByte() == UInt8(ascii: character) else { throw Malformed() }
    }

    private mutating func takes(_ character: Unicode.Scalar) throws(Malformed) -> Bool {
        while JSONScanner.isBlank(try cursor.peek()) { _ = try cursor.byte() }
        guard try cursor.peek() == UInt8(ascii: character) else { return false }
        _ = try cursor.byte()
        return true
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            ? UInt64(byte - UInt8(ascii: "0")) : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D].contains(byte)
    }
}
