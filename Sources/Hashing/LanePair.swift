/// The digests of a file and of its chunks, side by side on one core.
final class LanePair: PairEngine {
    private var running = SHA256Lane()
    private var single = SHA256Lane()

    func update(_ bytes: UnsafeRawBufferPointer) -> Digest {
        SHA256Lane.update(&running, bytes, &single, bytes)
        return single.finish()
    }

    func finish() -> Digest { running.finish() }
}
