/// The stored bytes of a `planes2` or `planes4` chunk (docs/design.md, "Byte planes"), taken apart:
///
///     for each plane, from the lowest byte of an element up:
///         kind u8 (0 raw, 1 one zstd frame), stored length u24
///     the planes, in the same order, back to back
///     the plain bytes behind the last whole element, if any
///
/// Nothing else, and nothing between.
struct StoredPlanes {
    enum Kind: UInt8 {
        case raw = 0
        case zstd = 1
    }

    /// Bytes of one plane's entry in the header: kind and length as one little-endian u32, the kind
    /// in the lowest byte. A plane has at most `StoredCodec.plainLimit` bytes: 24 bits hold it.
    static let entrySize = 4

    /// Bytes of each plane when it is plain.
    let planeCount: Int
    private let width: Int
    private let bytes: UnsafeRawBufferPointer

    /// Checks the header against the length of `bytes`: afterwards every plane and the tail lie
    /// within them and fill them.
    init(
        _ bytes: UnsafeRawBufferPointer, width: Int, plainCount: Int
    ) throws(CodecFailure) {
        self.bytes = bytes
        self.width = width
        planeCount = plainCount / width
        guard bytes.count >= width * StoredPlanes.entrySize else { throw .badPlanes(.header) }
        var end = width * StoredPlanes.entrySize + plainCount % width
        for plane in 0..<width {
            guard let kind = kind(plane) else { throw .badPlanes(.kind) }
            guard kind == .zstd || length(plane) == planeCount else {
                throw .wrongLength(expected: planeCount, found: UInt64(length(plane)))
            }
            end += length(plane)
        }
        guard end == bytes.count else { throw .badPlanes(.total) }
    }

    /// nil: no kind of this format.
    func kind(_ plane: Int) -> Kind? { Kind(rawValue: UInt8(truncatingIfNeeded: entry(plane))) }

    /// The stored bytes of a plane.
    func stored(_ plane: Int) -> UnsafeRawBufferPointer {
        let start = (0..<plane).reduce(width * StoredPlanes.entrySize) { $0 + length($1) }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<start + length(plane)])
    }

    /// The plain bytes behind the last whole element.
    func tail(of plainCount: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.suffix(plainCount % width))
    }

    /// Writes the entry of a plane into the header at the start of `bytes`.
    static func writeEntry(
        _ kind: Kind, length: Int, of plane: Int, to bytes: UnsafeMutableRawBufferPointer
    ) {
        let entry = UInt32(length) << 8 | UInt32(kind.rawValue)
        bytes.storeBytes(of: entry.littleEndian, toByteOffset: plane * entrySize, as: UInt32.self)
    }

    private func length(_ plane: Int) -> Int { Int(entry(plane) >> 8) }

    private func entry(_ plane: Int) -> UInt32 {
        let offset = plane * StoredPlanes.entrySize
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
