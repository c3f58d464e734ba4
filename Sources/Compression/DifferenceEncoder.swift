/// Encodes chunks as differences from a base where that takes a tenth less than they take by
/// themselves (decision 0026). Owns room for one difference and belongs to one thread.
package final class DifferenceEncoder {
    /// A Huffman code has no less than a bit for each byte, so below an eighth of that on average, where
    /// nearly all are zero, runs of them are looked for.
    private static let sparse = 64

    private let encoder: any ChunkEncoder
    private let room = UnsafeMutableRawBufferPointer.allocate(
        byteCount: StoredCodec.plainLimit, alignment: 64)

    /// Uses the scratch memory of `encoder`, which belongs to the same thread.
    package init(_ encoder: any ChunkEncoder) { self.encoder = encoder }

    deinit { room.deallocate() }

    /// The stored bytes of `plain` less `base`, of the same length; nil if they are not worth it. Valid
    /// until the next call of this or of `encoder`; to be kept only after `prove`.
    ///
    /// The sample says whether to try, and mostly what the chunk would take by itself: only where
    /// something in it may repeat are both encoded.
    ///
    /// - Parameter overhead: bytes that the base costs elsewhere.
    package func encode(
        _ plain: UnsafeRawBufferPointer, from base: UnsafeRawBufferPointer, as kind: ElementKind,
        overhead: Int
    ) throws(CodecFailure) -> EncodedChunk? {
        guard plain.count <= room.count else { throw .tooLong(plain.count) }
        guard plain.count == base.count, plain.count % Int(kind.width.rawValue) == 0 else {
            return nil
        }
        let difference = UnsafeMutableRawBufferPointer(rebasing: room[..<plain.count])
        ElementDifference.take(plain, from: base, kind.width, into: difference)
        let promise = encoder.estimate(UnsafeRawBufferPointer(difference), as: kind)
        let alone = encoder.estimate(plain, as: kind)
        guard promise.mayRepeat || isWorthwhile(promise.bytes, beside: alone.bytes) else {
            return nil
        }
        let limit = alone.mayRepeat ? try encoder.encode(plain, as: kind).bytes.count : alone.bytes
        let encoded = try encoder.encode(
            UnsafeRawBufferPointer(difference), as: kind,
            repeats: promise.bytes * DifferenceEncoder.sparse > plain.count
                ? .exceptInPlanes : .whereSeen)
        // A raw one is the room itself, and no smaller than anything.
        guard encoded.codec != .raw, isWorthwhile(encoded.bytes.count + overhead, beside: limit)
        else { return nil }
        return encoded
    }

    private func isWorthwhile(_ count: Int, beside other: Int) -> Bool {
        count * 10 <= other * 9
    }

    /// Throws `encoderMiscoded` unless what was just encoded leads back to `plain`. That the stored bytes
    /// decode to the difference has been proved; that it was taken from the right bytes has not, so
    /// `base` is to be read once more.
    package func prove(
        _ plain: UnsafeRawBufferPointer, from base: UnsafeRawBufferPointer, as kind: ElementKind
    ) throws(CodecFailure) {
        let difference = UnsafeMutableRawBufferPointer(rebasing: room[..<plain.count])
        ElementDifference.undo(difference, from: base, kind.width)
        guard EncodingProof.areEqual(plain, UnsafeRawBufferPointer(difference)) else {
            throw .encoderMiscoded
        }
    }
}
