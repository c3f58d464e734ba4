/// The batches searched so far, within a bound; the oldest go first and are searched again if they
/// are needed again.
struct RecoveryIndex {
    /// Nodes: 64 MiB at 16 bytes each.
    static let limit = 4 << 20

    private var batches: [RecoveryBatch] = []
    private var sources: Set<RecoveryBatch.Source> = []
    private var count = 0

    func holds(_ source: RecoveryBatch.Source) -> Bool { sources.contains(source) }

    func batches(with node: NodeID) -> [RecoveryBatch] { batches.filter { $0.contains(node) } }

    mutating func insert(_ batch: RecoveryBatch) {
        guard sources.insert(batch.source).inserted else { return }
        batches.append(batch)
        count += batch.count
        while count > RecoveryIndex.limit, batches.count > 1 {
            let oldest = batches.removeFirst()
            count -= oldest.count
            sources.remove(oldest.source)
        }
    }
}
