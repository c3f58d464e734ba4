/// The array of a `.npy` file, alone or as a member of a `.npz`.
///
/// Source: numpy's lib/format.py: a magic, a version, the length of a Python literal
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, and the array behind it.
struct NumpyHeader {
    private var cursor: ByteCursor
    private var descr: String?
    private var isFortran: Bool?
    private var shape: [UInt64]?

    /// nil: `range` of the file holds no such array.
    static func tensor(
        _ source: ByteSource, _ range: Range<UInt64>, _ name: String
    ) throws(Malformed) -> Tensor? {
        guard range.count64 >= 10 else { return nil }
        // numpy writes 128 bytes or little more.
        var cursor = ByteCursor(source, range, window: 256)
        for byte in [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59] as [UInt8] {
            guard try cursor.byte() == byte else { return nil }
        }
        let version = try cursor.integer(UInt16.self)
        let length: UInt64
        switch version {
        case 1: length = UInt64(try cursor.integer(UInt16.self))
        case 2, 3: length = UInt64(try cursor.integer(UInt32.self))
        default: return nil
        }
        // Records of many fields are long; nothing else is.
        guard length <= 65_536, length <= cursor.rest else { throw Malformed() }
        let start = cursor.position + length
        var header = NumpyHeader(ByteCursor(source, cursor.position..<start, window: 256))
        return try header.tensor(name, start..<range.upperBound)
    }

    private init(_ cursor: ByteCursor) { self.cursor = cursor }

    private mutating func tensor(
        _ name: String, _ range: Range<UInt64>
    ) throws(Malformed) -> Tensor {
        try expect("{")
        while try !takes("}") {
            try member()
            // Between members, and behind the last as numpy has it.
            if try !takes(",") {
                try expect("}")
                break
            }
        }
        guard let descr, let isFortran, let shape else { throw Malformed() }
        let format = try NumpyHeader.format(descr)
        var count = UInt64(format.width)
        for dimension in shape { count = try product(count, dimension) }
        guard count == range.count64 else { throw Malformed() }
        // In Fortran's order the first dimension is the fastest.
        return Tensor(
            name: name, shape: isFortran ? shape.reversed() : shape, format: format, range: range)
    }

    private mutating func member() throws(Malformed) {
        let key = try string()
        try expect(":")
        switch key {
        case "descr" where descr == nil: descr = try string()
        case "fortran_order" where isFortran == nil: isFortran = try boolean()
        case "shape" where shape == nil: shape = try tuple()
        default: throw Malformed()
        }
    }

    /// Such as `<f4`: the order of bytes, the kind, and the length.
    private static func format(_ descr: String) throws(Malformed) -> ElementFormat {
        switch descr {
        case "<f2": return .fp16
        case "<f4": return .fp32
        default:
            guard let width = Int(descr.dropFirst(2)), (1...4096).contains(width) else {
                throw Malformed()
            }
            return width == 1 ? .bytes : .other(width: width)
        }
    }

    private mutating func string() throws(Malformed) -> String {
        try skipBlanks()
        let quote = try cursor.byte()
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw Malformed() }
        var bytes: [UInt8] = []
        while case let byte = try cursor.byte(), byte != quote {
            guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\"), bytes.count < 64
            else { throw Malformed() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func boolean() throws(Malformed) -> Bool {
        try skipBlanks()
        let value = try cursor.peek() == UInt8(ascii: "T")
        for character in value ? "True".utf8 : "False".utf8 {
            guard try cursor.byte() == character else { throw Malformed() }
        }
        return value
    }

    /// `()`, `(3,)`, `(3, 4)`.
    private mutating func tuple() throws(Malformed) -> [UInt64] {
        try expect("(")
        var numbers: [UInt64] = []
        while try !takes(")") {
            guard numbers.count < HeaderLimits.dimensions else { throw Malformed() }
            numbers.append(try number())
            if try !takes(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }

    private mutating func number() throws(Malformed) -> UInt64 {
        try skipBlanks()
        var value: UInt64 = 0
        var digits = 0
        while case let byte = try cursor.peek(),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        {
            value = try sum(try product(value, 10), UInt64(byte - UInt8(ascii: "0")))
            digits += 1
            _ = try cursor.byte()
        }
        guard digits > 0 else { throw Malformed() }
        return value
    }

    private mutating func skipBlanks() throws(Malformed) {
        while try cursor.peek() == UInt8(ascii: " ") { _ = try cursor.byte() }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Malformed) {
        guard try takes(character) else { throw Malformed() }
    }

    private mutating func takes(_ character: Unicode.Scalar) throws(Malformed) -> Bool {
        try skipBlanks()
        guard try cursor.peek() == UInt8(ascii: character) else { return false }
        _ = try cursor.byte()
        return true
    }
}
