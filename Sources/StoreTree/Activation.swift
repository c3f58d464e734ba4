import StoreModel

/// The record that made a version active.
struct Activation: Hashable, Sendable {
    let generation: UInt64
    let time: Timestamp
    let target: RefTarget

    init(generation: UInt64, time: Timestamp, target: RefTarget) {
        self.generation = generation
        self.time = time
        self.target = target
    }

    /// nil if nothing is active as of `record`.
    init?(_ record: Transition) {
        guard let target = record.refs[.active] else { return nil }
        self.init(generation: record.generation, time: record.time, target: target)
    }
}
