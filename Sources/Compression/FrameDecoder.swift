import CZstd

/// Decodes one zstd frame into exactly the room that is given. Belongs to one thread.
final class FrameDecoder {
    private let context: OpaquePointer

    init() {
        // Allocation failure leaves nothing sensible to do.
        guard let context = ZSTD_createDCtx() else { fatalError("libzstd has no memory") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Fills all of `plain`; throws if `stored` is anything but one frame of that content.
    func decode(
        _ stored: UnsafeRawBufferPointer, into plain: UnsafeMutableRawBufferPointer
    ) throws(CodecFailure) {
        try check(stored, plainCount: plain.count)
        let length = ZSTD_decompressDCtx(
            context, plain.baseAddress, plain.count, stored.baseAddress, stored.count)
        guard ZSTD_isError(length) == 0 else { throw .malformed(zstdMessage(length)) }
        guard length == plain.count else {
            throw .wrongLength(expected: plain.count, found: UInt64(length))
        }
    }

    /// `ZSTD_decompressDCtx` itself takes any window, skippable frames and several frames in a row.
    private func check(
        _ stored: UnsafeRawBufferPointer, plainCount: Int
    ) throws(CodecFailure) {
        var header = ZSTD_frameHeader()
        guard ZSTD_getFrameHeader(&header, stored.baseAddress, stored.count) == 0,
            header.frameType == ZSTD_frame
        else { throw .notAFrame }
        guard header.windowSize <= ChunkDecoder.windowLimit else {
            throw .windowTooLarge(header.windowSize)
        }
        guard header.dictID == 0 else { throw .dictionaryNeeded(header.dictID) }
        // All ones (ZSTD_CONTENTSIZE_UNKNOWN, which Swift does not import): the frame does not say.
        let declared = header.frameContentSize
        guard declared == UInt64.max || declared == UInt64(plainCount) else {
            throw .wrongLength(expected: plainCount, found: declared)
        }
        let length = ZSTD_findFrameCompressedSize(stored.baseAddress, stored.count)
        guard ZSTD_isError(length) == 0 else { throw .malformed(zstdMessage(length)) }
        guard length == stored.count else { throw .trailingBytes(stored.count - length) }
    }
}

/// libzstd's words for an error code.
func zstdMessage(_ code: Int) -> String { String(cString: ZSTD_getErrorName(code)) }
