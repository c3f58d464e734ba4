package import StoreInterface
package import StoreModel

/// `store watch`: a model's transitions, one after the other, also those to come.
package struct FollowJournal: Sendable {
    private let catalogue: any VersionCatalogue

    package init(_ catalogue: any VersionCatalogue) { self.catalogue = catalogue }

    /// Hands every transition after `start` to `each`, oldest first and without a gap; then asks `wait`,
    /// and looks again for as long as that returns true.
    ///
    /// - Parameters:
    ///   - each: the transition and the state that the journal is in now, which may be ahead of it.
    ///   - isDamaged: called where the newest records cannot be read, each time before waiting.
    package func run(
        _ model: ModelName, after start: UInt64,
        each: (Transition, ModelState) throws(StoreError) -> Void,
        isDamaged: (StoreError) throws(StoreError) -> Void,
        wait: (ModelState) throws(StoreError) -> Bool
    ) throws(StoreError) {
        var seen = start
        while true {
            let state = try catalogue.state(of: model)
            while seen < state.generation {
                let next = seen + 1
                let isHead = next == state.generation
                let transition = isHead ? state.head : try record(next, of: model)
                try each(transition, state)
                seen = next
            }
            if let damage = state.damage { try isDamaged(damage) }
            guard try wait(state) else { return }
        }
    }

    private func record(
        _ generation: UInt64, of model: ModelName
    ) throws(StoreError) -> Transition {
        try catalogue.transition(of: model, generation: generation)
    }
}
