/// What is to be stored of a chunk: borrowed memory, see `ChunkEncoder.encode`.
package struct EncodedChunk {
    package let codec: StoredCodec
    package let bytes: UnsafeRawBufferPointer
}
