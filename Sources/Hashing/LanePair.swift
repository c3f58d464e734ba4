/// Two digests at a time, side by side on one core.
final class LanePair: PairEngine {
    private var running = SHA256Lane()
    private var first = SHA256Lane()
    private var second = SHA256Lane()

    func update(_ bytes: UnsafeRawBufferPointer) -> Digest {
        SHA256Lane.update(&running, bytes, &first, bytes)
        return first.finish()
    }

    func finish() -> Digest { running.finish() }

    func digests(
        of left: UnsafeRawBufferPointer, and right: UnsafeRawBufferPointer
    ) -> (Digest, Digest) {
        SHA256Lane.update(&first, left, &second, right)
        return (first.finish(), second.finish())
    }
}
