import CZstd
import Sabotage

/// Decodes what was just encoded and compares it with the plain bytes. Digests name plain bytes, so
/// a bad encoding would be found only when it is read, when the plain bytes are gone (reliability.md
/// §1). Owns scratch memory and belongs to one thread.
package final class EncodingProof {
    private let decoder = ChunkDecoder()
    /// Room for the longest chunk, so that no proof allocates.
    private let echo: UnsafeMutableRawBufferPointer

    package init() { echo = .allocate(byteCount: StoredCodec.plainLimit, alignment: 64) }

    deinit { echo.deallocate() }

    /// Throws `encoderMiscoded` unless `stored` decodes to exactly `plain`.
    package func check(
        _ codec: StoredCodec, _ stored: UnsafeRawBufferPointer,
        against plain: UnsafeRawBufferPointer
    ) throws(CodecFailure) {
        guard plain.count <= echo.count else { throw .tooLong(plain.count) }
        if Sabotage.skipsEncodingProof { return }
        let decoded = UnsafeMutableRawBufferPointer(rebasing: echo[..<plain.count])
        do throws(CodecFailure) {
            try decoder.decode(codec, stored: stored, into: decoded)
        } catch {
            throw .encoderMiscoded
        }
        guard EncodingProof.areEqual(plain, UnsafeRawBufferPointer(decoded)) else {
            throw .encoderMiscoded
        }
    }

    /// Whether two runs of one length are the same bytes.
    static func areEqual(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
    ) -> Bool {
        // No bytes have no address, and are always the same.
        guard let left = first.baseAddress, let right = second.baseAddress else { return true }
        return zstd_same_bytes(left, right, first.count) == 1
    }
}
