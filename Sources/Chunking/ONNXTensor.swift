/// A TensorProto, as far as it says where its bytes are.
struct ONNXTensor {
    private var name = ""
    private var shape: [UInt64] = []
    private var type: UInt64 = 0
    /// Where in the model its bytes are.
    private(set) var rawData: Range<UInt64>?
    /// The file that has its bytes, and where.
    private(set) var location: String?
    private(set) var offset: UInt64 = 0
    private(set) var length: UInt64 = 0

    /// dims = 1, data_type = 2, name = 8, raw_data = 9, external_data = 13.
    /// `budget` is the number of fields that may still be looked at.
    init(
        _ source: ByteSource, _ range: Range<UInt64>, _ budget: inout Int
    ) throws(Malformed) {
        var cursor = ByteCursor(source, range, window: 512)
        while let field = try cursor.protobufField(&budget) {
            switch (field.number, field.value) {
            case (1, .number(let dimension)): try addDimension(dimension)
            case (1, .bytes(let packed)):
                var numbers = ByteCursor(source, packed, window: 128)
                while !numbers.isAtEnd { try addDimension(try numbers.varint()) }
            case (2, .number(let number)): type = number
            case (8, .bytes(let range)): name = try ONNXTensor.text(source, range)
            case (9, .bytes(let range)): rawData = range
            case (13, .bytes(let range)): try addExternal(source, range, &budget)
            default: break
            }
        }
    }

    /// The tensor in `range`; bytes if its type and shape need another length.
    func placed(in range: Range<UInt64>) throws(Malformed) -> Tensor {
        let format = ONNXTensor.formats[type] ?? .bytes
        var count = UInt64(format.width)
        for dimension in shape { count = try product(count, dimension) }
        return Tensor(
            name: name, shape: shape, format: count == range.count64 ? format : .bytes,
            range: range)
    }

    private mutating func addDimension(_ dimension: UInt64) throws(Malformed) {
        guard shape.count < HeaderLimits.dimensions else { throw Malformed() }
        shape.append(dimension)
    }

    /// A StringStringEntryProto: key = 1, value = 2.
    private mutating func addExternal(
        _ source: ByteSource, _ range: Range<UInt64>, _ budget: inout Int
    ) throws(Malformed) {
        var cursor = ByteCursor(source, range, window: 256)
        var key = ""
        var value = ""
        while let field = try cursor.protobufField(&budget) {
            switch (field.number, field.value) {
            case (1, .bytes(let range)): key = try ONNXTensor.text(source, range)
            case (2, .bytes(let range)): value = try ONNXTensor.text(source, range)
            default: break
            }
        }
        switch key {
        case "location": location = value
        case "offset": offset = try ONNXTensor.number(value)
        case "length": length = try ONNXTensor.number(value)
        default: break
        }
    }

    private static func text(
        _ source: ByteSource, _ range: Range<UInt64>
    ) throws(Malformed) -> String {
        var cursor = ByteCursor(source, range, window: UInt64(HeaderLimits.name))
        return try cursor.text(range.count64)
    }

    private static func number(_ text: String) throws(Malformed) -> UInt64 {
        guard let number = UInt64(text) else { throw Malformed() }
        return number
    }

    /// By TensorProto.DataType: FLOAT 1, UINT8 2, INT8 3, UINT16 4, INT16 5, INT32 6, INT64 7,
    /// BOOL 9, FLOAT16 10, DOUBLE 11, UINT32 12, UINT64 13, COMPLEX64 14, COMPLEX128 15,
    /// BFLOAT16 16; what is shorter or newer is bytes.
    private static let formats: [UInt64: ElementFormat] = [
        1: .fp32, 4: .other(width: 2), 5: .other(width: 2), 6: .other(width: 4),
        7: .other(width: 8), 10: .fp16, 11: .other(width: 8), 12: .other(width: 4),
        13: .other(width: 8), 14: .other(width: 8), 15: .other(width: 16), 16: .bf16,
    ]
}
