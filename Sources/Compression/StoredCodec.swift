/// How the bytes of a chunk are stored. Raw values are part of format 1 (docs/design.md).
package enum StoredCodec: UInt8, Sendable, CaseIterable {
    case raw = 0
    /// One frame of RFC 8878 that declares a window of at most 8 MiB and no dictionary.
    case zstd = 1
    // 2 and 3 are taken: `planes2` and `planes4`, byte planes that are each raw or a zstd frame.

    /// The most plain bytes of one chunk (design.md §4.8).
    package static let plainLimit = 1 << 20

    /// Reads the codec of an index entry; throws `unknownCodec` for what this build cannot decode.
    package init(stored value: UInt8) throws(CodecFailure) {
        guard let codec = StoredCodec(rawValue: value) else {
            throw CodecFailure.unknownCodec(value)
        }
        self = codec
    }
}
