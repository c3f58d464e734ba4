/// A part of a file that one thread reads and cuts without asking another: a run of whole regions,
/// or a part of a large one.
///
/// Parts of a large region end where the bytes say, within `slack` behind the multiples of `length`
/// from its start. Cuts at the multiples themselves would cost two chunks for each segment behind
/// every insertion: an eighth of all that follows. Both sides find the cut from the same bytes.
package struct CutSegment: Hashable, Sendable {
    /// 4 MiB: a segment is read with few calls, and two for each of a few threads stay in the cache
    /// of a server processor.
    package static let length = 4 << 20
    /// 1 MiB: seven times in eight it holds a place where a chunk would have ended anyway.
    package static let slack = 1 << 20
    /// No chunk has more bytes. `StoredCodec.plainLimit` in Compression is what readers hold a store to;
    /// this one is written down again because cutting knows nothing of encoding.
    package static let chunkLimit = ChunkBounds.maximum
    /// No segment needs more than this many bytes.
    package static let readLimit = length + slack

    /// What must be read, at most `readLimit` bytes. Parts of one region overlap by `slack`; the
    /// cuts do not.
    package let range: Range<UInt64>
    /// The regions, as indices of the plan's `regions`.
    package let regions: Range<Int>
    /// Which part of the one region, if it has several.
    let part: UInt64
}
