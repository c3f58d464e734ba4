/// The tensors of a safetensors file: eight bytes of length, so many bytes of JSON, and the tensors
/// behind them without a gap.
///
/// Source: the format's README and its reference reader. Stricter than that in one place: a key
/// that the format does not have makes the header unknown. Wider in another: a dtype that is not
/// known is bytes, since where its tensor lies is no less sure.
struct SafetensorsHeader {
    private struct Entry {
        var dtype: String?
        var shape: [UInt64]?
        var offsets: [UInt64]?
    }

    private var tensors: [Tensor] = []
    private var names: Set<String> = []
    /// Where the tensors' bytes begin.
    private let start: UInt64
    private let size: UInt64

    /// nil: it is no such file.
    static func tensors(of source: ByteSource) throws(Malformed) -> [Tensor]? {
        var cursor = ByteCursor(source, 0..<9)
        guard source.size > 9 else { return nil }
        let length = try cursor.integer(UInt64.self)
        guard try cursor.byte() == UInt8(ascii: "{") else { return nil }
        guard length <= HeaderLimits.header, length <= source.size - 8 else { throw Malformed() }
        var header = SafetensorsHeader(start: 8 + length, size: source.size)
        try header.read(JSONScanner(ByteCursor(source, 8..<8 + length)))
        return try header.finished()
    }

    private init(start: UInt64, size: UInt64) {
        self.start = start
        self.size = size
    }

    private mutating func read(_ scanner: JSONScanner) throws(Malformed) {
        var scanner = scanner
        try scanner.object { scanner, key throws(Malformed) in
            guard names.insert(key).inserted, names.count <= HeaderLimits.count else {
                throw Malformed()
            }
            if key == "__metadata__" {
                try scanner.object { scanner, _ throws(Malformed) in try scanner.skipString() }
            } else {
                var entry = Entry()
                try scanner.object { scanner, field throws(Malformed) in
                    try SafetensorsHeader.read(field, of: &entry, &scanner)
                }
                tensors.append(try tensor(key, entry))
            }
        }
        try scanner.finish()
    }

    private static func read(
        _ field: String, of entry: inout Entry, _ scanner: inout JSONScanner
    ) throws(Malformed) {
        switch field {
        case "dtype" where entry.dtype == nil: entry.dtype = try scanner.string()
        case "shape" where entry.shape == nil:
            entry.shape = try scanner.numbers(limit: HeaderLimits.dimensions)
        case "data_offsets" where entry.offsets == nil:
            entry.offsets = try scanner.numbers(limit: 2)
        default: throw Malformed()
        }
    }

    private func tensor(_ name: String, _ entry: Entry) throws(Malformed) -> Tensor {
        guard let dtype = entry.dtype, let shape = entry.shape, let offsets = entry.offsets,
            offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= size - start
        else { throw Malformed() }
        let range = start + offsets[0]..<start + offsets[1]
        guard let (format, perBlock) = SafetensorsHeader.formats[dtype] else {
            return Tensor(name: name, shape: shape, format: .bytes, range: range)
        }
        var elements: UInt64 = 1
        for dimension in shape { elements = try product(elements, dimension) }
        guard elements % perBlock == 0,
            try product(elements / perBlock, UInt64(format.width)) == range.count64
        else { throw Malformed() }
        return Tensor(name: name, shape: shape, format: format, range: range, perBlock: perBlock)
    }

    /// The tensors follow each other from the start of the data to the end of the file.
    private func finished() throws(Malformed) -> [Tensor] {
        var end = start
        let ordered = tensors.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for tensor in ordered {
            guard tensor.range.lowerBound == end else { throw Malformed() }
            end = tensor.range.upperBound
        }
        guard end == size else { throw Malformed() }
        return ordered
    }

    /// A format and how many elements one of its blocks holds.
    private static let formats: [String: (ElementFormat, UInt64)] = [
        "BF16": (.bf16, 1), "F16": (.fp16, 1), "F32": (.fp32, 1), "F64": (.other(width: 8), 1),
        "C64": (.other(width: 8), 1), "I64": (.other(width: 8), 1),
        "U64": (.other(width: 8), 1), "I32": (.other(width: 4), 1),
        "U32": (.other(width: 4), 1), "I16": (.other(width: 2), 1),
        "U16": (.other(width: 2), 1), "I8": (.bytes, 1), "U8": (.bytes, 1), "BOOL": (.bytes, 1),
        "F8_E4M3": (.bytes, 1), "F8_E5M2": (.bytes, 1), "F8_E8M0": (.bytes, 1),
        "F4": (.bytes, 2), "F6_E2M3": (.other(width: 3), 4), "F6_E3M2": (.other(width: 3), 4),
    ]
}
