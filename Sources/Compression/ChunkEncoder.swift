/// Turns plain chunks into stored bytes. An encoder owns scratch memory and belongs to one thread.
package protocol ChunkEncoder: AnyObject {
    /// Encodes 0 to `StoredCodec.plainLimit` bytes of the given kind. The bytes of the result are
    /// either `plain` itself or scratch memory of the encoder: they are valid until the next call,
    /// and no longer than `plain` and the encoder are. They have been decoded again and compared
    /// with `plain`. Throws `encoderMiscoded` if that failed.
    func encode(
        _ plain: UnsafeRawBufferPointer, as kind: ElementKind
    ) throws(CodecFailure) -> EncodedChunk
}

extension ChunkEncoder {
    /// Encodes bytes of which nothing is known.
    package func encode(_ plain: UnsafeRawBufferPointer) throws(CodecFailure) -> EncodedChunk {
        try encode(plain, as: .other)
    }
}
