/// Turns plain chunks into stored bytes. An encoder owns scratch memory and belongs to one thread.
package protocol ChunkEncoder: AnyObject {
    /// Encodes 0 to `StoredCodec.plainLimit` bytes of the given kind. The bytes of the result are
    /// either `plain` itself or scratch memory of the encoder: they are valid until the next call,
    /// and no longer than `plain` and the encoder are. They have been decoded again and compared
    /// with `plain`. Throws `encoderMiscoded` if that failed.
    func encode(
        _ plain: UnsafeRawBufferPointer, as kind: ElementKind, repeats: RepeatSearch
    ) throws(CodecFailure) -> EncodedChunk

    /// What `encode` may come to, by a sample of 0 to `StoredCodec.plainLimit` bytes.
    func estimate(_ plain: UnsafeRawBufferPointer, as kind: ElementKind) -> SizeEstimate
}

/// When an encoder that is in a hurry looks for bytes that repeat.
package enum RepeatSearch: Sendable {
    /// Where a sample shows some.
    case whereSeen
    /// Not where byte planes promise to be smaller: in small numbers everything repeats by chance.
    case exceptInPlanes
}

extension ChunkEncoder {
    package func encode(
        _ plain: UnsafeRawBufferPointer, as kind: ElementKind
    ) throws(CodecFailure) -> EncodedChunk {
        try encode(plain, as: kind, repeats: .whereSeen)
    }

    /// Encodes bytes of which nothing is known.
    package func encode(_ plain: UnsafeRawBufferPointer) throws(CodecFailure) -> EncodedChunk {
        try encode(plain, as: .other)
    }
}
