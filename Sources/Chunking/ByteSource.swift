/// A file as the parsers of headers see it: its size, and its bytes wherever they are asked for.
package struct ByteSource {
    /// Bytes of the file.
    package let size: UInt64
    /// Fills a buffer with the bytes at an offset, which lie within `size`; false if it cannot. The
    /// parser then gives up; that the file cannot be read is for its reader to find.
    private let read: (UInt64, UnsafeMutableRawBufferPointer) -> Bool

    /// `read` fills its buffer with the bytes at an offset, or returns false.
    package init(
        size: UInt64, read: @escaping (UInt64, UnsafeMutableRawBufferPointer) -> Bool
    ) {
        self.size = size
        self.read = read
    }

    /// A file in memory.
    package init(_ bytes: [UInt8]) {
        self.init(size: UInt64(bytes.count)) { offset, buffer in
            // The offset and the length are within `size`.
            buffer.copyBytes(from: bytes[Int(offset)..<Int(offset) + buffer.count])
            return true
        }
    }

    /// The bytes of `range`; the caller bounds its length.
    func bytes(_ range: Range<UInt64>) throws(Malformed) -> [UInt8] {
        guard range.upperBound <= size, let count = Int(exactly: range.count64) else {
            throw Malformed()
        }
        var isRead = count == 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            if count > 0 { isRead = read(range.lowerBound, UnsafeMutableRawBufferPointer(buffer)) }
            filled = isRead ? count : 0
        }
        guard isRead else { throw Malformed() }
        return bytes
    }
}
