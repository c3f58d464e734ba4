import CZstd

/// zstd frames of literals alone: each block is its Huffman code and no match is looked for. For
/// bytes that do not repeat but are unevenly spread, such as exponents, that is smaller than level 1,
/// four times as fast, and any decoder reads it (decision 0021). Owns scratch memory and belongs to
/// one thread.
final class LiteralFrames {
    /// The most bytes of a zstd block (RFC 8878, 3.1.1.2.4).
    private static let blockLength = 128 << 10
    private static let blockLimit = StoredCodec.plainLimit / blockLength

    private let context: OpaquePointer
    /// Room for the frame of the longest chunk, so that no chunk allocates.
    private let frame: UnsafeMutableRawBufferPointer
    /// One "sequence" a block: a block's literals and the delimiter behind them.
    private let blocks = UnsafeMutablePointer<ZSTD_Sequence>.allocate(capacity: blockLimit)

    init() {
        // Allocation failure leaves nothing sensible to do.
        guard let context = ZSTD_createCCtx() else { fatalError("libzstd has no memory") }
        let parameters: [(ZSTD_cParameter, Int32)] = [
            (ZSTD_c_compressionLevel, 1),
            // Named by macros, which Swift does not import: ZSTD_c_blockDelimiters and
            // ZSTD_c_literalCompressionMode.
            (ZSTD_c_experimentalParam11, Int32(ZSTD_sf_explicitBlockDelimiters.rawValue)),
            (ZSTD_c_experimentalParam5, Int32(ZSTD_ps_enable.rawValue)),
        ]
        for (parameter, value) in parameters {
            let code = ZSTD_CCtx_setParameter(context, parameter, value)
            precondition(ZSTD_isError(code) == 0, "libzstd 1.5 has these parameters")
        }
        self.context = context
        frame = .allocate(byteCount: ZSTD_compressBound(StoredCodec.plainLimit), alignment: 64)
    }

    deinit {
        ZSTD_freeCCtx(context)
        frame.deallocate()
        blocks.deallocate()
    }

    /// The frame of 1 to `StoredCodec.plainLimit` bytes, valid until the next call.
    func encode(_ plain: UnsafeRawBufferPointer) throws(CodecFailure) -> UnsafeRawBufferPointer {
        let length = ZSTD_compressSequences(
            context, frame.baseAddress, frame.count, blocks, delimit(plain.count),
            plain.baseAddress, plain.count)
        guard ZSTD_isError(length) == 0 else { throw .encoderFailed(zstdMessage(length)) }
        return UnsafeRawBufferPointer(rebasing: frame[..<length])
    }

    /// Lays out the blocks of `count` bytes; returns how many there are.
    private func delimit(_ count: Int) -> Int {
        var number = 0
        for start in stride(from: 0, to: count, by: LiteralFrames.blockLength) {
            let length = min(LiteralFrames.blockLength, count - start)
            (blocks + number).initialize(
                to: ZSTD_Sequence(offset: 0, litLength: UInt32(length), matchLength: 0, rep: 0))
            number += 1
        }
        return number
    }
}
