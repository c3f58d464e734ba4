/// Goes through a part of a file, 64 KiB in memory at a time, and never past its end.
struct ByteCursor {
    private let source: ByteSource
    /// Where the part ends.
    let end: UInt64
    private var buffer: [UInt8] = []
    private var bufferStart: UInt64
    /// The next byte in `buffer`.
    private var at = 0
    private let window: UInt64

    /// `range` is cut off at the end of the file. At most `window` bytes are read at once.
    init(_ source: ByteSource, _ range: Range<UInt64>, window: UInt64 = 65_536) {
        self.source = source
        end = min(range.upperBound, source.size)
        bufferStart = min(range.lowerBound, end)
        self.window = window
    }

    var position: UInt64 { bufferStart + UInt64(at) }
    var isAtEnd: Bool { position >= end }
    /// Bytes from here to the end.
    var rest: UInt64 { end - position }

    /// The next byte, which stays where it is.
    mutating func peek() throws(Malformed) -> UInt8 {
        if at >= buffer.count {
            guard !isAtEnd else { throw Malformed() }
            let start = position
            buffer = try source.bytes(start..<start + min(window, end - start))
            bufferStart = start
            at = 0
        }
        return buffer[at]
    }

    mutating func byte() throws(Malformed) -> UInt8 {
        let byte = try peek()
        at += 1
        return byte
    }

    /// The next bytes of an integer, the lowest first.
    mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type
    ) throws(Malformed) -> Integer {
        var value: Integer = 0
        for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
            value |= Integer(truncatingIfNeeded: try byte()) << Integer(shift)
        }
        return value
    }

    mutating func skip(_ count: UInt64) throws(Malformed) {
        guard count <= rest else { throw Malformed() }
        if count <= UInt64(buffer.count - at) {
            at += Int(count)
        } else {
            bufferStart = position + count
            buffer = []
            at = 0
        }
    }

    /// The next `count` bytes, at most `limit`, as text.
    mutating func text(_ count: UInt64, limit: Int = HeaderLimits.name) throws(Malformed) -> String
    {
        guard count <= UInt64(limit), count <= rest else { throw Malformed() }
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes.append(try byte()) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed() }
        return text
    }
}
