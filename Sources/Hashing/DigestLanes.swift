/// SHA-256 of many runs of bytes, two of them side by side at any time: where one ends, the next takes
/// its place, so that lengths need not match. Where the processor has SHA instructions two lanes cost
/// little more than one (decision 0022); the digests are the same everywhere. Allocates when it is made
/// and never again. Belongs to one thread.
package final class DigestLanes {
    /// How many runs are hashed at a time.
    package static let count = 2

    private let engine: any LaneEngine

    /// The fastest method of this processor.
    package convenience init() { self.init(HashMethod.fastest) }

    /// Traps if `method` is not available (a programming error).
    package init(_ method: HashMethod) {
        engine = method.lanes()
    }

    /// Takes the digest of every run that `next` hands out, until it returns nil.
    ///
    /// - Parameters:
    ///   - next: the run for the lane of this number, below `count`. Its bytes stay as they are until
    ///     `done` is called for the lane.
    ///   - done: the lane and the digest of its run. The lane is free then.
    package func hash(
        next: (_ lane: Int) -> UnsafeRawBufferPointer?, done: (_ lane: Int, Digest) -> Void
    ) {
        engine.hash(next: next, done: done)
    }
}
