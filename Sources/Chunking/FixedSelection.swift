/// One chunker for every file.
package struct FixedSelection: ChunkerSelection {
    /// The 256 KiB grid.
    package static let standard = FixedSelection(GridChunker.standard)

    private let chunker: any Chunker

    package init(_ chunker: any Chunker) { self.chunker = chunker }

    package func chunker(
        forFileNamed name: String, size: UInt64, head: UnsafeRawBufferPointer
    ) -> any Chunker { chunker }
}
