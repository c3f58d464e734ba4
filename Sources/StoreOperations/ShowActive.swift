import StoreInterface
package import StoreModel

/// `store active`: what is active, since when, by whom and why.
package struct ShowActive: Sendable {
    private let store: any ReadableStore

    package init(_ store: any ReadableStore) { self.store = store }

    /// - Parameter time: what was active then; nil: now.
    package func run(
        _ selection: ModelSelection, at time: Timestamp? = nil
    ) throws(StoreError) -> ActiveVersion {
        try run(selection.state(in: store), at: time)
    }

    package func run(
        _ state: ModelState, at time: Timestamp? = nil
    ) throws(StoreError) -> ActiveVersion {
        let target: Reference.Target = time.map { .activeAt($0) } ?? .name(RefName.active.text)
        let entry = try ReferenceResolver(store, state: state).resolve(target)
        let history = History(store, of: state)
        let asOf = try time.map { (time) throws(StoreError) in try history.record(asOf: time) }
        let record = (asOf ?? state.head) ?? state.head
        guard let activation = try history.activation(asOf: record) else {
            throw StoreError(
                .notFound, "nothing is active in \(state.model)",
                fix: "store promote latest -m REASON --model \(state.model)")
        }
        return ActiveVersion(
            version: try ShowVersion(store).document(entry, in: state), activation: activation)
    }
}
