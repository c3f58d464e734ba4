import Hashing

/// The trees used last, within a bound of memory. A tree that someone still holds is found again
/// after it was dropped, so that a large active version is never parsed twice.
struct TreeCache {
    /// Bytes: half a million files or so, a quarter of what the worker may use.
    static let costLimit = 64 << 20
    static let countLimit = 256

    private struct Slot {
        weak var tree: VersionTree?
        var kept: VersionTree?
        let cost: Int
        var used: UInt64
    }

    private var slots: [Digest: Slot] = [:]
    private var cost = 0
    private var clock: UInt64 = 0

    mutating func tree(_ manifest: Digest) -> VersionTree? {
        clock += 1
        slots[manifest]?.used = clock
        return slots[manifest]?.tree
    }

    /// Keeps `tree` and lets go of those unused for longest; the newest stays whatever its size.
    mutating func insert(_ tree: VersionTree) {
        guard slots[tree.manifest]?.kept == nil else { return }
        clock += 1
        slots[tree.manifest] = Slot(tree: tree, kept: tree, cost: tree.cost, used: clock)
        cost += tree.cost
        var kept = slots.filter { $0.value.kept != nil }
        guard cost > TreeCache.costLimit || kept.count > TreeCache.countLimit else { return }
        while cost > TreeCache.costLimit || kept.count > TreeCache.countLimit, kept.count > 1,
            let oldest = kept.min(by: { $0.value.used < $1.value.used })
        {
            cost -= oldest.value.cost
            kept[oldest.key] = nil
            slots[oldest.key]?.kept = nil
        }
        slots = slots.filter { $0.value.tree != nil }
    }
}
