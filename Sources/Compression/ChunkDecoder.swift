import CZstd

/// Turns stored bytes back into plain bytes. Owns scratch memory and belongs to one thread. What is
/// stored may be hostile: nothing is written outside `plain`, and nothing is allocated by what a
/// frame claims.
package final class ChunkDecoder {
    /// The largest window that a frame may ask for: windowLog 23 (reliability.md §3).
    package static let windowLimit: UInt64 = 1 << 23

    private let context: OpaquePointer

    package init() {
        // Allocation failure leaves nothing sensible to do.
        guard let context = ZSTD_createDCtx() else { fatalError("libzstd has no memory") }
        self.context = context
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Fills all of `plain`, whose length is what the index claims of the chunk; throws if `stored`
    /// is anything but exactly that chunk. After an error the content of `plain` means nothing.
    package func decode(
        _ codec: StoredCodec, stored: UnsafeRawBufferPointer,
        into plain: UnsafeMutableRawBufferPointer
    ) throws(CodecFailure) {
        guard plain.count <= StoredCodec.plainLimit else { throw .tooLong(plain.count) }
        switch codec {
        case .raw:
            guard stored.count == plain.count else {
                throw .wrongLength(expected: plain.count, found: UInt64(stored.count))
            }
            plain.copyMemory(from: stored)
        case .zstd:
            try checkFrame(stored, plainCount: plain.count)
            let length = ZSTD_decompressDCtx(
                context, plain.baseAddress, plain.count, stored.baseAddress, stored.count)
            guard ZSTD_isError(length) == 0 else { throw .malformed(zstdMessage(length)) }
            guard length == plain.count else {
                throw .wrongLength(expected: plain.count, found: UInt64(length))
            }
        }
    }

    /// `ZSTD_decompressDCtx` itself takes any window, skippable frames and several frames in a row.
    private func checkFrame(
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
