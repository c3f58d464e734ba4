import Compression

/// How new content is encoded: the one place that names a codec.
package struct ContentCoding: Sendable {
    /// An encoder for one thread.
    let makeEncoder: @Sendable () -> any ChunkEncoder

    /// By what the elements are, and zstd at `level` (1 to 19) for the rest; only where that saves at
    /// least 5 %.
    package static func adaptive(level: Int32) -> ContentCoding {
        ContentCoding(makeEncoder: { AdaptiveEncoder(level: level) })
    }

    /// At the level that keeps up with a disk.
    package static let standard = adaptive(level: 1)
}
