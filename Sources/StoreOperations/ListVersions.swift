import StoreInterface
package import StoreModel

/// `store list`: a model's versions, or every model's.
package struct ListVersions: Sendable {
    private let store: any ReadableStore
    private let filters: [VersionFilter]
    private let order: VersionOrder

    package init(
        _ store: any ReadableStore, filters: [VersionFilter] = [],
        order: VersionOrder = .newestFirst
    ) {
        self.store = store
        self.filters = filters
        self.order = order
    }

    /// The versions of the selected model; without a selection, and in a store of several, all.
    package func run(_ selection: ModelSelection) throws(StoreError) -> VersionList {
        if selection.explicit == nil {
            let models = try store.models()
            if models.count != 1 {
                var all: [VersionDocument] = []
                for model in models { all += try versions(of: store.state(of: model)) }
                return VersionList(model: nil, versions: all)
            }
        }
        let state = try selection.state(in: store)
        return VersionList(model: state.model, versions: try versions(of: state))
    }

    private func versions(of state: ModelState) throws(StoreError) -> [VersionDocument] {
        var documents: [VersionDocument] = []
        for entry in state.versions {
            let document = try ShowVersion(store).document(entry, in: state)
            if filters.allSatisfy({ $0.admits(document) }) { documents.append(document) }
        }
        return order.sorted(documents)
    }
}
