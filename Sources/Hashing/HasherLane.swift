/// One digest after the other, where the processor has no kernel for two. Uses the first lane alone.
final class HasherLane: LaneEngine {
    private var single = SHA256Hasher()

    func hash(next: (Int) -> UnsafeRawBufferPointer?, done: (Int, Digest) -> Void) {
        while let bytes = next(0) { done(0, single.digest(of: bytes)) }
    }
}
