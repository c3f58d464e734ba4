import CZstd

/// Ordinary zstd frames. Owns scratch memory and belongs to one thread.
final class ZstdFrames {
    private let context: OpaquePointer
    /// Room for the frame of the longest chunk, so that no chunk allocates.
    private let frame: UnsafeMutableRawBufferPointer

    /// `level` is zstd's, from 1 to 19.
    init(level: Int32) {
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

    /// The frame of at most `StoredCodec.plainLimit` bytes, valid until the next call.
    func encode(_ plain: UnsafeRawBufferPointer) throws(CodecFailure) -> UnsafeRawBufferPointer {
        let length = ZSTD_compress2(
            context, frame.baseAddress, frame.count, plain.baseAddress, plain.count)
        guard ZSTD_isError(length) == 0 else { throw .encoderFailed(zstdMessage(length)) }
        return UnsafeRawBufferPointer(rebasing: frame[..<length])
    }
}
