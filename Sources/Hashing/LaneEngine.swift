/// What computes the digests of `DigestLanes`.
protocol LaneEngine: AnyObject {
    func hash(next: (Int) -> UnsafeRawBufferPointer?, done: (Int, Digest) -> Void)
}
