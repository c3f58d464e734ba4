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
        case push, promote, rollback, tag, untag, remove, policy
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
    /// The policy of the model after this record: the record that set it, and the SHA-256 of its
    /// canonical document. Every record says it, so that the newest is enough. nil: there is none.
    package var policy: PolicyMark?
    /// The newest record of the store-wide policy's journal that somebody has judged by: its generation
    /// and the SHA-256 of its bytes. Never goes back.
    package var storePolicy: PolicyMark?
    /// What a record of action `policy` sets; nil there: the policy ends.
    package var document: Policy?
    /// What became of each gate when a version was made active.
    package var gates: [GateResult] = []
    /// The signatures that counted then.
    package var signatures: [SignatureMark] = []

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
        guard keepsPolicy(of: earlier) || Sabotage.forgetsPolicies else {
            throw objection("drops the policy of generation \(earlier.generation)")
        }
    }

    /// Only a record of action `policy` changes a model's policy, and the store's is never an older one.
    private func keepsPolicy(of earlier: Transition) -> Bool {
        guard action == .policy || policy == earlier.policy else { return false }
        guard let before = earlier.storePolicy else { return true }
        guard let storePolicy, storePolicy.generation >= before.generation else { return false }
        return storePolicy.generation > before.generation || storePolicy == before
    }

    private func objection(_ what: String) -> StoreError {
        StoreError(
            .integrity, "generation \(generation) of \(model) \(what)",
            fix: "store verify --all --repair")
    }
}
