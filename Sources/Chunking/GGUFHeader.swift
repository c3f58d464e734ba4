/// The tensors of a GGUF file, version 2 or 3, little-endian: counts, key-value pairs, a description
/// of each tensor, and behind them the tensors, each at a multiple of the alignment.
///
/// Source: ggml's docs/gguf.md. A tensor of a type that is not known ends where the next begins.
struct GGUFHeader {
    private struct Entry {
        let name: String
        let shape: [UInt64]
        let type: UInt32
        let offset: UInt64
    }

    /// What the format says if no key says otherwise.
    private var alignment: UInt64 = 32
    private var cursor: ByteCursor
    private let size: UInt64

    /// nil: it is no such file.
    static func tensors(of source: ByteSource) throws(Malformed) -> [Tensor]? {
        guard source.size >= 24 else { return nil }
        // Asked of every file, so four bytes are read, not a window.
        var magic = ByteCursor(source, 0..<4)
        guard try magic.integer(UInt32.self) == 0x4655_4747 else { return nil }
        var header = GGUFHeader(source)
        return try header.tensors()
    }

    private init(_ source: ByteSource) {
        cursor = ByteCursor(source, 4..<HeaderLimits.header)
        size = source.size
    }

    private mutating func tensors() throws(Malformed) -> [Tensor] {
        let version = try cursor.integer(UInt32.self)
        let tensorCount = try cursor.integer(UInt64.self)
        let pairCount = try cursor.integer(UInt64.self)
        guard version == 2 || version == 3, tensorCount <= UInt64(HeaderLimits.count),
            pairCount <= UInt64(HeaderLimits.count)
        else { throw Malformed() }
        for _ in 0..<pairCount { try skipPair() }
        var entries: [Entry] = []
        for _ in 0..<tensorCount { entries.append(try entry()) }
        guard Set(entries.map(\.name)).count == entries.count else { throw Malformed() }
        let start = try sum(cursor.position, alignment - 1) / alignment * alignment
        return try placed(entries.sorted { $0.offset < $1.offset }, from: start)
    }

    /// Goes past a pair, and takes the alignment if it is that.
    private mutating func skipPair() throws(Malformed) {
        let key = try cursor.text(try cursor.integer(UInt64.self), limit: 65_535)
        let type = try cursor.integer(UInt32.self)
        guard key == "general.alignment" else { return try skipValue(type, depth: 0) }
        guard type == 4 else { throw Malformed() }
        alignment = UInt64(try cursor.integer(UInt32.self))
        // A power of two, as ggml demands; more than a huge page is no alignment.
        guard alignment.nonzeroBitCount == 1, alignment <= 2 << 20 else { throw Malformed() }
    }

    private mutating func skipValue(_ type: UInt32, depth: Int) throws(Malformed) {
        if let width = GGUFHeader.widths[type] {
            try cursor.skip(width)
        } else if type == 8 {
            try cursor.skip(try cursor.integer(UInt64.self))
        } else if type == 9, depth < 4 {
            let element = try cursor.integer(UInt32.self)
            let count = try cursor.integer(UInt64.self)
            if let width = GGUFHeader.widths[element] {
                try cursor.skip(try product(count, width))
            } else {
                // Each takes eight bytes and more of what the cursor may go through.
                guard count <= cursor.rest / 8 else { throw Malformed() }
                for _ in 0..<count { try skipValue(element, depth: depth + 1) }
            }
        } else {
            throw Malformed()
        }
    }

    private mutating func entry() throws(Malformed) -> Entry {
        let name = try cursor.text(try cursor.integer(UInt64.self))
        let dimensions = try cursor.integer(UInt32.self)
        guard dimensions <= HeaderLimits.dimensions else { throw Malformed() }
        var shape: [UInt64] = []
        for _ in 0..<dimensions { shape.append(try cursor.integer(UInt64.self)) }
        // GGUF has the fastest first.
        return Entry(
            name: name, shape: shape.reversed(), type: try cursor.integer(UInt32.self),
            offset: try cursor.integer(UInt64.self))
    }

    /// `entries` are in the order of their offsets, which are counted from `start`.
    private func placed(
        _ entries: [Entry], from start: UInt64
    ) throws(Malformed) -> [Tensor] {
        var tensors: [Tensor] = []
        for (index, entry) in entries.enumerated() {
            let lower = try sum(start, entry.offset)
            let next =
                index + 1 < entries.count ? try sum(start, entries[index + 1].offset) : size
            guard entry.offset % alignment == 0, lower <= next, next <= size else {
                throw Malformed()
            }
            tensors.append(try tensor(entry, within: lower..<next))
        }
        return tensors
    }

    private func tensor(_ entry: Entry, within range: Range<UInt64>) throws(Malformed) -> Tensor {
        guard let (format, perBlock) = GGUFHeader.formats[entry.type] else {
            return Tensor(name: entry.name, shape: entry.shape, format: .bytes, range: range)
        }
        var elements: UInt64 = 1
        for dimension in entry.shape { elements = try product(elements, dimension) }
        let count = try product(elements / perBlock, UInt64(format.width))
        guard (entry.shape.last ?? 1) % perBlock == 0, count <= range.count64 else {
            throw Malformed()
        }
        return Tensor(
            name: entry.name, shape: entry.shape, format: format,
            range: range.lowerBound..<range.lowerBound + count, perBlock: perBlock)
    }

    /// Bytes of the value types of a fixed length: u8 i8 u16 i16 u32 i32 f32 bool, u64 i64 f64.
    private static let widths: [UInt32: UInt64] = [
        0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8,
    ]

    /// By ggml's number of a type: the format of a block, and the elements of one.
    private static let formats: [UInt32: (ElementFormat, UInt64)] = [
        0: (.fp32, 1), 1: (.fp16, 1), 30: (.bf16, 1), 24: (.bytes, 1), 25: (.other(width: 2), 1),
        26: (.other(width: 4), 1), 27: (.other(width: 8), 1), 28: (.other(width: 8), 1),
        2: (.other(width: 18), 32), 3: (.other(width: 20), 32), 6: (.other(width: 22), 32),
        7: (.other(width: 24), 32), 8: (.other(width: 34), 32), 20: (.other(width: 18), 32),
        39: (.other(width: 17), 32), 10: (.other(width: 84), 256), 11: (.other(width: 110), 256),
        12: (.other(width: 144), 256), 13: (.other(width: 176), 256),
        14: (.other(width: 210), 256), 16: (.other(width: 66), 256), 17: (.other(width: 74), 256),
        18: (.other(width: 98), 256), 19: (.other(width: 50), 256), 21: (.other(width: 110), 256),
        22: (.other(width: 82), 256), 23: (.other(width: 136), 256),
        29: (.other(width: 56), 256), 34: (.other(width: 54), 256), 35: (.other(width: 66), 256),
    ]
}
