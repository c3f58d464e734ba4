package import Hashing
import Sabotage

/// One record of a model's journal. Linking `<generation>.json` is the commit point of everything;
/// the newest record carries the complete refs of its model.
package struct Transition: Hashable, Sendable {
    package static let schema = "store.transition/1"
    /// Every record whose generation is a multiple of this carries a `checkpoint`.
    package static let checkpointInterval: UInt64 = 64

    /// Users' refs of one model, at most: every record repeats them all.
    package static let refLimit = 1024

    /// What kind of change a record is. Raw values are part of the schema.
    package enum Action: String, Sendable, CaseIterable {
        case push, promote, rollback, tag, untag, remove
    }

    /// A ref's move; nil for "did not exist".
    package struct Change: Hashable, Sendable {
        package let from: VersionID?
        package let to: VersionID?

        package init(from: VersionID?, to: VersionID?) {
            self.from = from
            self.to = to
        }
    }

    package var model: ModelName
    package var generation: UInt64
    /// SHA-256 of the previous record's bytes; nil at generation 1.
    package var previous: Digest?
    /// Always after the previous record's time.
    package var time: Timestamp
    /// Who did it, `user@host` or what `STORE_ACTOR` said.
    package var actor: String
    package var action: Action
    package var reason: String?
    package var changes: [RefName: Change]
    package var refs: [RefName: RefTarget]
    /// The version a push registered.
    package var version: VersionEntry?
    /// The versions that a removal takes away, sorted; their ids are never used again.
    package var removed: [VersionID]
    /// All versions, removed ones too, on every 64th record.
    package var checkpoint: [VersionEntry]?

    package init(
        model: ModelName, generation: UInt64, previous: Digest?, time: Timestamp, actor: String,
        action: Action, reason: String?, changes: [RefName: Change],
        refs: [RefName: RefTarget], version: VersionEntry? = nil,
        removed: [VersionID] = [], checkpoint: [VersionEntry]? = nil
    ) {
        self.model = model
        self.generation = generation
        self.previous = previous
        self.time = time
        self.actor = actor
        self.action = action
        self.reason = reason
        self.changes = changes
        self.refs = refs
        self.version = version
        self.removed = removed
        self.checkpoint = checkpoint
    }

    /// Throws `integrity` if this is not the record that comes next after `earlier`, whose bytes have
    /// the digest `digest`: by generation, by chain, and by time, which never stands still. Readers,
    /// writers and `verify` all ask here.
    package func checkFollows(_ earlier: Transition, digest: Digest) throws(StoreError) {
        guard generation == earlier.generation + 1 else {
            throw objection("does not follow generation \(earlier.generation)")
        }
        guard previous == digest || Sabotage.skipsChain else {
            throw objection("does not name generation \(earlier.generation) as the one before it")
        }
        guard time > earlier.time else {
            throw objection("is not later than generation \(earlier.generation)")
        }
    }

    private func objection(_ what: String) -> StoreError {
        StoreError(
            .integrity, "generation \(generation) of \(model) \(what)",
            fix: "store verify --all --repair")
    }
}
