/// Chooses a file's chunker before its first byte is cut. Immutable; one value serves all threads.
package protocol ChunkerSelection: Sendable {
    /// The chunker for a file of `size` bytes. `name` is its last path component; `head` holds its
    /// first bytes, as many as the caller has at hand, and is valid during the call only.
    func chunker(
        forFileNamed name: String, size: UInt64, head: UnsafeRawBufferPointer
    ) -> any Chunker
}
