package import StoreInterface
package import StoreModel

/// Which versions of a model `gc` may remove. A version goes only if every rule lets it go; without
/// a rule none goes.
///
/// What a ref names never goes: `active`, `previous`, `latest`, and every user's tag, which is how a
/// version is pinned.
package struct RetentionRules: Hashable, Sendable {
    /// The newest that many versions of each model stay.
    package var keepLast: Int?
    /// What was registered within this time stays, and what was active at any moment of it: what
    /// `rollback --steps` could go back to.
    package var keepWithin: RetentionWindow?

    package init(keepLast: Int? = nil, keepWithin: RetentionWindow? = nil) {
        self.keepLast = keepLast
        self.keepWithin = keepWithin
    }

    package var isEmpty: Bool { keepLast == nil && keepWithin == nil }

    /// What the removal's record says was asked for.
    package var reason: String {
        var parts = ["gc"]
        if let keepLast { parts.append("--keep-last \(keepLast)") }
        if let keepWithin { parts.append("--keep-within \(keepWithin.milliseconds / 60_000)m") }
        return parts.joined(separator: " ")
    }

    /// The versions that every rule lets go, oldest first.
    package func removable(
        in state: ModelState, of catalogue: any VersionCatalogue, asOf now: Timestamp
    ) throws(StoreError) -> [VersionEntry] {
        guard !isEmpty else { return [] }
        var kept = Set(state.refs.values.map(\.version))
        if let keepLast { kept.formUnion(state.versions.suffix(keepLast).map(\.id)) }
        if let keepWithin {
            kept.formUnion(try seen(since: keepWithin.start(asOf: now), in: state, of: catalogue))
        }
        return state.versions.filter { !kept.contains($0.id) }
    }

    /// What was registered or active since `start`. Reads no further back than that.
    private func seen(
        since start: Timestamp, in state: ModelState, of catalogue: any VersionCatalogue
    ) throws(StoreError) -> Set<VersionID> {
        var seen: Set<VersionID> = []
        var record = state.head
        while record.time >= start {
            if let version = record.version { seen.insert(version.id) }
            if let change = record.changes[.active] {
                seen.formUnion([change.from, change.to].compactMap { $0 })
            }
            guard record.generation > 1 else { break }
            record = try catalogue.transition(
                of: state.model, generation: record.generation - 1)
        }
        return seen
    }
}
