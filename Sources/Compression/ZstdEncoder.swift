import CZstd

/// zstd where it saves at least 5 %, raw elsewhere.
package final class ZstdEncoder: ChunkEncoder {
    private let context: OpaquePointer
    /// Room for the frame of the longest chunk, so that no chunk allocates.
    private let frame: UnsafeMutableRawBufferPointer
    private let proof = EncodingProof()

    /// `level` is zstd's, from 1 to 19.
    package init(level: Int32 = 1) {
        precondition((1...19).contains(level), "zstd has levels 1 to 19")
        // Allocation failure leaves nothing sensible to do.
        guard let context = ZSTD_createCCtx() else { fatalError("libzstd has no memory") }
        let code = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        precondition(ZSTD_isError(code) == 0, "libzstd takes every level from 1 to 19")
        self.context = context
        frame = .allocate(byteCount: ZSTD_compressBound(StoredCodec.plainLimit), alignment: 64)
    }

    deinit {
        ZSTD_freeCCtx(context)
        frame.deallocate()
    }

    package func encode(_ plain: UnsafeRawBufferPointer) throws(CodecFailure) -> EncodedChunk {
        guard plain.count <= StoredCodec.plainLimit else { throw .tooLong(plain.count) }
        guard plain.count > 0 else { return EncodedChunk(codec: .raw, bytes: plain) }
        let length = ZSTD_compress2(
            context, frame.baseAddress, frame.count, plain.baseAddress, plain.count)
        guard ZSTD_isError(length) == 0 else { throw .encoderFailed(zstdMessage(length)) }
        // Less than 5 % is not worth a decode on every read (performance.md §3).
        guard length * 20 <= plain.count * 19 else {
            return EncodedChunk(codec: .raw, bytes: plain)
        }
        let stored = UnsafeRawBufferPointer(rebasing: frame[..<length])
        try proof.check(.zstd, stored, against: plain)
        return EncodedChunk(codec: .zstd, bytes: stored)
    }
}
