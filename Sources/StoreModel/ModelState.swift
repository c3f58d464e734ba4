package import Hashing

/// A model as of one generation: the result of its journal, nothing else.
package struct ModelState: Sendable {
    package let model: ModelName
    /// The newest record, and the SHA-256 of its bytes.
    package let head: Transition
    package let headDigest: Digest
    /// Every version there ever was by number, oldest first: those that were removed too, because
    /// their ids and numbers stay taken.
    package let entries: [VersionEntry]
    /// The versions that can be had, oldest first.
    package let versions: [VersionEntry]
    /// Why a newer record cannot be used, if there is one: the state is the last good one, and
    /// nothing may be appended to it.
    package let damage: StoreError?
    private let byID: [VersionID: Int]

    /// - Parameter versions: those that were removed too.
    package init(
        model: ModelName, head: Transition, headDigest: Digest, versions: [VersionEntry],
        damage: StoreError? = nil
    ) {
        self.model = model
        self.head = head
        self.headDigest = headDigest
        entries = versions
        self.versions =
            versions.contains { $0.removedAt != nil }
            ? versions.filter { $0.removedAt == nil } : versions
        self.damage = damage
        byID = Dictionary(
            versions.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The same state, known to be followed by a record that cannot be used.
    package func damaged(by error: StoreError) -> ModelState {
        ModelState(
            model: model, head: head, headDigest: headDigest, versions: entries, damage: error)
    }

    package var generation: UInt64 { head.generation }
    package var refs: [RefName: RefTarget] { head.refs }
    package var active: RefTarget? { head.refs[.active] }

    /// The version, if it can be had.
    package func version(_ id: VersionID) -> VersionEntry? {
        entry(id).flatMap { $0.removedAt == nil ? $0 : nil }
    }

    /// What bears the id, or bore it before it was removed.
    package func entry(_ id: VersionID) -> VersionEntry? { byID[id].map { entries[$0] } }

    /// The names of the refs that point at `id`, sorted.
    package func refNames(of id: VersionID) -> [RefName] {
        refs.filter { $0.value.version == id }.map(\.key).sorted()
    }
}
