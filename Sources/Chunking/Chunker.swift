/// Says where the next chunk of a segment ends. Immutable; one value serves all threads.
package protocol Chunker: Sendable {
    /// No chunk is longer than this many bytes; at most 1 MiB (design.md §4.8).
    var maximumChunk: Int { get }

    /// The length in bytes of the next chunk, from 1 to the smaller of `maximumChunk` and
    /// `window.count`. `window` reaches from the last cut to the end of the segment and is not
    /// empty; the answer depends on its bytes and length alone.
    func length(ofNextIn window: UnsafeRawBufferPointer) -> Int
}
