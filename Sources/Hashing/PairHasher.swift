/// SHA-256 of a whole file and of each of its chunks at once. Where the processor has SHA instructions
/// that costs little more than one of them (decision 0022); the digests are the same everywhere.
/// Allocates when it is made and never again. Belongs to one thread.
package final class PairHasher {
    private let engine: any PairEngine

    /// The fastest method of this processor.
    package convenience init() { self.init(HashMethod.fastest) }

    /// Traps if `method` is not available (a programming error).
    package init(_ method: HashMethod) {
        engine = method.pair()
    }

    /// Adds `bytes` to the running digest, and returns the digest of these bytes alone.
    package func update(_ bytes: UnsafeRawBufferPointer) -> Digest { engine.update(bytes) }

    /// The running digest: of all bytes that were added. The next one starts afresh.
    package func finish() -> Digest { engine.finish() }
}
