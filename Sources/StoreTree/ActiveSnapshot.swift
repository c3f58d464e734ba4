import StoreModel

/// What `active` shows of a model as of one generation.
struct ActiveSnapshot: Sendable {
    /// The newest record that was seen; 0 where there is no journal.
    let generation: UInt64
    /// The record that activated what is shown; nil before the first promote.
    let activation: Activation?
    let tree: VersionTree?
    let modified: Timestamp

    /// The handle of an open directory: enough for any worker to find the same listing again.
    var handle: UInt64 { activation?.generation ?? 0 }

    static func empty(generation: UInt64, modified: Timestamp) -> ActiveSnapshot {
        ActiveSnapshot(
            generation: generation, activation: nil, tree: nil, modified: modified)
    }

    static func of(_ activation: Activation, tree: VersionTree, generation: UInt64)
        -> ActiveSnapshot
    {
        ActiveSnapshot(
            generation: generation, activation: activation, tree: tree,
            modified: activation.time)
    }
}
