import StoreInterface
package import StoreModel

/// `store diff`: two versions, of one model or of two.
package struct Diff: Sendable {
    private let store: any ReadableStore

    package init(_ store: any ReadableStore) { self.store = store }

    package func run(
        from old: Reference, to new: Reference, selection: ModelSelection
    ) throws(StoreError) -> VersionDifference {
        let show = ShowVersion(store)
        let before = try show.run(old, selection: selection)
        let after = try show.run(new, selection: selection)
        return VersionDifference(from: before.manifest, to: after.manifest)
    }
}
