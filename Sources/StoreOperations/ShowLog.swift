package import StoreInterface
package import StoreModel

/// `store log`: a model's journal, newest first.
package struct ShowLog: Sendable {
    private let catalogue: any VersionCatalogue

    package init(_ catalogue: any VersionCatalogue) { self.catalogue = catalogue }

    /// - Parameter time: leaves out what came after; nil: everything.
    package func run(
        _ selection: ModelSelection, at time: Timestamp? = nil
    ) throws(StoreError) -> TransitionLog {
        let state = try selection.state(in: catalogue)
        let history = History(catalogue, of: state)
        var newest: Transition? = state.head
        if let time { newest = try history.record(asOf: time) }
        guard let newest else { return TransitionLog(model: state.model, transitions: []) }
        return TransitionLog(model: state.model, transitions: try history.records(upTo: newest))
    }
}
