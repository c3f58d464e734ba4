/// What is to be stored of a chunk: borrowed memory, see `ChunkEncoder.encode`.
package struct EncodedChunk {
    package let codec: StoredCodec
    package let bytes: UnsafeRawBufferPointer

    func orSmaller(_ codec: StoredCodec, _ bytes: UnsafeRawBufferPointer) -> EncodedChunk {
        bytes.count < self.bytes.count ? EncodedChunk(codec: codec, bytes: bytes) : self
    }
}
