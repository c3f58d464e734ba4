/// What computes the digests of a `PairHasher`.
protocol PairEngine: AnyObject {
    func update(_ bytes: UnsafeRawBufferPointer) -> Digest
    func finish() -> Digest
}
