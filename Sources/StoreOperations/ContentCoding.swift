import Chunking
import Compression

/// How new content is cut and encoded: the one place that names a chunker and a codec.
package struct ContentCoding: Sendable {
    let chunkers: any ChunkerSelection
    /// An encoder for one thread.
    let makeEncoder: @Sendable () -> any ChunkEncoder

    /// The 256 KiB grid, and zstd -1 where it saves at least 5 %.
    package static let standard = ContentCoding(
        chunkers: FixedSelection.standard, makeEncoder: { ZstdEncoder(level: 1) })
}
