package import StoreInterface
package import StoreModel

/// A model's journal, read backwards or by time.
package struct History: Sendable {
    private let catalogue: any VersionCatalogue
    private let state: ModelState

    package init(_ catalogue: any VersionCatalogue, of state: ModelState) {
        self.catalogue = catalogue
        self.state = state
    }

    /// The newest record made at or before `time`; nil if the journal begins later. Binary search:
    /// a record's time is never before its predecessor's.
    package func record(asOf time: Timestamp) throws(StoreError) -> Transition? {
        if state.head.time <= time { return state.head }
        var low: UInt64 = 0  // the newest generation known to be early enough; 0: none
        var high = state.generation  // known to be too late
        var found: Transition?
        while low + 1 < high {
            let middle = low + (high - low) / 2
            let record = try record(middle)
            if record.time <= time {
                low = middle
                found = record
            } else {
                high = middle
            }
        }
        return found
    }

    /// The record that made active what is active after `record`; nil if nothing is.
    package func activation(asOf record: Transition) throws(StoreError) -> Transition? {
        guard record.refs[.active] != nil else { return nil }
        var current = record
        while current.changes[.active] == nil, current.generation > 1 {
            current = try self.record(current.generation - 1)
        }
        return current
    }

    /// Every record up to and with `newest`, newest first.
    package func records(upTo newest: Transition) throws(StoreError) -> [Transition] {
        var records = [newest]
        var generation = newest.generation
        while generation > 1 {
            generation -= 1
            records.append(try record(generation))
        }
        return records
    }

    /// What was active before its last `steps` changes; nil if it was nothing, or has not changed
    /// so often.
    package func active(beforeChanges steps: Int) throws(StoreError) -> VersionID? {
        var left = steps
        var generation = state.generation
        while generation > 0 {
            if let change = try record(generation).changes[.active] {
                left -= 1
                if left == 0 { return change.from }
            }
            generation -= 1
        }
        return nil
    }

    /// Whether `id` was ever made active, or is.
    package func wasActive(_ id: VersionID) throws(StoreError) -> Bool {
        if [state.active, state.refs[.previous]].contains(where: { $0?.version == id }) {
            return true
        }
        var generation = state.generation
        while generation > 0 {
            if try record(generation).changes[.active]?.to == id { return true }
            generation -= 1
        }
        return false
    }

    private func record(_ generation: UInt64) throws(StoreError) -> Transition {
        if generation == state.generation { return state.head }
        return try catalogue.transition(of: state.model, generation: generation)
    }
}
