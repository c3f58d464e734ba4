/// Two digests one after the other, where the processor has no kernel for two.
final class HasherPair: PairEngine {
    private var running = SHA256Hasher()
    private var single = SHA256Hasher()

    func update(_ bytes: UnsafeRawBufferPointer) -> Digest {
        running.update(bytes)
        return single.digest(of: bytes)
    }

    func finish() -> Digest { running.finish() }
}
