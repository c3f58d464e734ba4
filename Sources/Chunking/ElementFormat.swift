/// What the elements of a tensor are, and their length.
package struct ElementFormat: Hashable, Sendable {
    /// As far as it matters to how a chunk is encoded.
    package enum Kind: Hashable, Sendable {
        /// Little-endian bfloat16, 2 bytes.
        case bf16
        /// Little-endian IEEE 754 binary16, 2 bytes.
        case fp16
        /// Little-endian IEEE 754 binary32, 4 bytes.
        case fp32
        /// Integers, quantised blocks, wider or big-endian floats: bytes.
        case other
    }

    package static let bf16 = ElementFormat(kind: .bf16, width: 2)
    package static let fp16 = ElementFormat(kind: .fp16, width: 2)
    package static let fp32 = ElementFormat(kind: .fp32, width: 4)
    /// Bytes of which nothing is known.
    package static let bytes = ElementFormat(kind: .other, width: 1)

    package let kind: Kind
    /// Bytes of one element, or of one block of quantised elements; at least 1.
    package let width: Int

    /// What a chunk's length is a multiple of: an element where an encoding takes it apart.
    var unit: Int { kind == .other ? 1 : width }

    /// An element, or block, of `width` bytes that no encoding knows.
    package static func other(width: Int) -> ElementFormat {
        ElementFormat(kind: .other, width: width)
    }
}
