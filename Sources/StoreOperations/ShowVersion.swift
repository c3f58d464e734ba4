import StoreInterface
package import StoreModel

/// `store show`: one version and its whole manifest.
package struct ShowVersion: Sendable {
    private let store: any ReadableStore

    package init(_ store: any ReadableStore) { self.store = store }

    package func run(
        _ reference: Reference, selection: ModelSelection
    ) throws(StoreError) -> VersionDocument {
        let (state, entry) = try selection.version(reference, in: store)
        var version = try document(entry, in: state)
        if state.active?.version == entry.id {
            let activation = try History(store, of: state).activation(asOf: state.head)
            version.gates = activation?.gates ?? []
        }
        return version
    }

    /// The version with its manifest, which must agree with the journal on model and id: a
    /// manifest that says otherwise was swapped.
    package func document(
        _ entry: VersionEntry, in state: ModelState
    ) throws(StoreError) -> VersionDocument {
        let manifest: Manifest
        do throws(StoreError) {
            manifest = try store.manifest(entry.manifest)
        } catch {
            throw error.naming(entry, of: state.model)
        }
        guard manifest.model == state.model, manifest.version == entry.id else {
            throw StoreError(
                .integrity,
                "the manifest of \(state.model)@\(entry.id) says it is "
                    + "\(manifest.model)@\(manifest.version)",
                fix: "store verify --all --repair")
        }
        return VersionDocument(
            entry: entry, manifest: manifest, refs: state.refNames(of: entry.id))
    }
}

extension StoreError {
    /// The same error, saying which version it befell. A manifest that is gone is damage.
    func naming(_ entry: VersionEntry, of model: ModelName) -> StoreError {
        guard code == .integrity || code == .notFound else { return self }
        return StoreError(
            .integrity, "\(model)@\(entry.id) is damaged: \(message)",
            fix: fix ?? "store verify \(model)@\(entry.id) --repair", cause: cause)
    }
}

extension VersionDocument {
    /// The document `store.show/1`.
    package var showJSON: JSON {
        var members = members
        members["schema"] = "store.show/1"
        members["manifest"] = manifest.json
        members["gates"] = .array(gates.map(\.json))
        return .object(members)
    }
}
