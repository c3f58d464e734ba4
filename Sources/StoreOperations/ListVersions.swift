import StoreInterface
package import StoreModel

/// `store list`: a model's versions, or every model's. One that is damaged does not hide the others.
package struct ListVersions: Sendable {
    private let store: any ReadableStore
    private let filters: [VersionFilter]
    private let order: VersionOrder?

    /// - Parameter order: nil: model by model, newest first.
    package init(
        _ store: any ReadableStore, filters: [VersionFilter] = [], order: VersionOrder? = nil
    ) {
        self.store = store
        self.filters = filters
        self.order = order
    }

    /// The versions of the selected model; without a selection, and in a store of several, all.
    package func run(_ selection: ModelSelection) throws(StoreError) -> VersionList {
        var list: VersionList
        let models = try store.models()
        if selection.explicit == nil, models.count != 1 {
            list = VersionList(model: nil)
            for model in models { try add(model, to: &list) }
        } else {
            let state = try selection.state(in: store)
            list = VersionList(model: state.model)
            try add(state, to: &list)
        }
        // Of all models together: the best of a store is one version.
        if let order { list.versions = order.sorted(list.versions) }
        return list
    }

    private func add(_ model: ModelName, to list: inout VersionList) throws(StoreError) {
        let state: ModelState
        do throws(StoreError) {
            state = try store.state(of: model)
        } catch {
            guard error.code == .integrity else { throw error }
            list.damaged.append(VersionList.Damage(name: model.text, reason: error))
            return
        }
        try add(state, to: &list)
    }

    private func add(_ state: ModelState, to list: inout VersionList) throws(StoreError) {
        var documents: [VersionDocument] = []
        for entry in state.versions {
            do throws(StoreError) {
                let document = try ShowVersion(store).document(entry, in: state)
                if filters.allSatisfy({ $0.admits(document) }) { documents.append(document) }
            } catch {
                guard error.code == .integrity else { throw error }
                let name = "\(state.model)@\(entry.id)"
                list.damaged.append(VersionList.Damage(name: name, reason: error))
            }
        }
        list.versions += VersionOrder.newestFirst.sorted(documents)
    }
}
