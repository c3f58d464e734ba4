/// One field of a protobuf message.
struct ProtobufField {
    enum Value {
        /// An integer, a boolean or an enumeration.
        case number(UInt64)
        /// Where the bytes of a string, a message or a run of numbers are.
        case bytes(Range<UInt64>)
        /// Four or eight bytes that nothing here needs.
        case fixed
    }

    let number: UInt64
    let value: Value
}

extension ByteCursor {
    /// The next field, nil at the end; what is in its bytes is skipped. Groups, which no ONNX has,
    /// are refused, and so is a field when `budget`, which counts them down, is at 0.
    mutating func protobufField(_ budget: inout Int) throws(Malformed) -> ProtobufField? {
        guard !isAtEnd else { return nil }
        guard budget > 0 else { throw Malformed() }
        budget -= 1
        let tag = try varint()
        let number = tag >> 3
        switch tag & 7 {
        case 0: return ProtobufField(number: number, value: .number(try varint()))
        case 1:
            try skip(8)
            return ProtobufField(number: number, value: .fixed)
        case 2:
            let count = try varint()
            let start = position
            try skip(count)
            return ProtobufField(number: number, value: .bytes(start..<position))
        case 5:
            try skip(4)
            return ProtobufField(number: number, value: .fixed)
        default: throw Malformed()
        }
    }

    mutating func varint() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try byte()
            // The tenth has one bit left.
            guard shift < 63 || byte <= 1 else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw Malformed()
    }
}
