/// What a power cut leaves, as far as it is worth trying once.
struct PowerState: Hashable {
    /// `BlockImage.difference` from the disk before.
    let disk: UInt64
    /// Which run's success had been told; 0: none's.
    let acknowledged: Int
}
