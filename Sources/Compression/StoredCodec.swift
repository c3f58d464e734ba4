/// How the bytes of a chunk are stored. Raw values are part of format 1 (docs/design.md).
package enum StoredCodec: UInt8, Sendable, CaseIterable {
    case raw = 0
    /// One frame of RFC 8878 that declares a window of at most 8 MiB and no dictionary.
    case zstd = 1
    /// Byte planes of rotated 16-bit elements, each raw or a frame: `StoredPlanes`.
    case planes2 = 2
    /// Byte planes of rotated 32-bit elements, each raw or a frame: `StoredPlanes`.
    case planes4 = 3

    /// The most plain bytes of one chunk (design.md §4.8). The source of this number: packs take it
    /// from here, and `CutSegment.chunkLimit` in Chunking must agree.
    package static let plainLimit = 1 << 20

    /// Reads the codec of an index entry; throws `unknownCodec` for what this build cannot decode.
    package init(stored value: UInt8) throws(CodecFailure) {
        guard let codec = StoredCodec(rawValue: value) else {
            throw CodecFailure.unknownCodec(value)
        }
        self = codec
    }
}
