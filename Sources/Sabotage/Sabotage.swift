#if STORE_SEAM
import Glibc
#endif

/// Safeguards that a test can take away, one at a time, to see that some test misses them.
///
/// Purpose: a safeguard whose loss no test notices is not known to work. Debug builds read
/// `STORE_SABOTAGE` once, and the one switch of that name is on; `tools/sabotage` turns on each in
/// turn and demands that the test that is named for it fails (docs/development.md).
///
/// Threading: nothing here changes after the first look.
///
/// Invariant: a release build has no switches. Every question here is `false` when it is compiled, and
/// neither the names nor what the switches do is in the binary. (Public, unlike everything else: the
/// compiler inlines nothing across modules that is `package`.)
public enum Sabotage {
    #if STORE_SEAM
    private static let chosen = getenv("STORE_SABOTAGE").map { String(cString: $0) }

    /// Whether `STORE_SABOTAGE` is `name`.
    public static func isOn(_ name: StaticString) -> Bool {
        guard let chosen else { return false }
        return chosen == name.description
    }
    #else
    /// Never.
    @inlinable public static func isOn(_ name: StaticString) -> Bool { false }
    #endif
}

// MARK: Durable files

extension Sabotage {
    /// A file gets its name before its bytes are durable.
    @inlinable public static var skipsFileSync: Bool { isOn("skip-file-sync") }
    /// A new name is not made durable.
    @inlinable public static var skipsDirectorySync: Bool { isOn("skip-directory-sync") }
    /// Nor is a new directory.
    @inlinable public static var skipsParentSync: Bool { isOn("skip-parent-sync") }
    /// An fsync that failed is tried until it says what one wants to hear.
    @inlinable public static var retriesFailedSync: Bool { isOn("retry-failed-sync") }
    /// A name that another made is taken to be durable.
    @inlinable public static var trustsExistingNames: Bool { isOn("trust-existing-name") }
    /// A name that is taken is replaced.
    @inlinable public static var replacesNames: Bool { isOn("replace-name") }
    /// What is published can be written to.
    @inlinable public static var leavesWritable: Bool { isOn("leave-writable") }
    /// Paths lead through symbolic links, and out of their directory.
    @inlinable public static var followsLinks: Bool { isOn("follow-links") }
}

// MARK: What is read

extension Sabotage {
    /// The bytes of a chunk are not compared with its name.
    @inlinable public static var skipsChunkDigest: Bool { isOn("skip-chunk-digest") }
    /// A pack index is not compared with its name.
    @inlinable public static var trustsIndexNames: Bool { isOn("trust-index-name") }
    /// A recipe is followed without a proof.
    @inlinable public static var skipsRecipeProof: Bool { isOn("skip-recipe-proof") }
    /// The bytes of a manifest are not compared with its name.
    @inlinable public static var skipsManifestDigest: Bool { isOn("skip-manifest-digest") }
    /// The seal of a journal record is not looked at.
    @inlinable public static var skipsSeal: Bool { isOn("skip-seal") }
    /// A journal record need not name the one before it.
    @inlinable public static var skipsChain: Bool { isOn("skip-chain") }
    /// `..` is a name like another.
    @inlinable public static var acceptsDotDot: Bool { isOn("accept-dot-dot") }
    /// Two paths may be one name to some file system.
    @inlinable public static var acceptsSameNames: Bool { isOn("accept-same-names") }
    /// Of two members of one name in a document, the last is taken.
    @inlinable public static var acceptsDuplicates: Bool { isOn("accept-duplicates") }
    /// A plain copy is used whatever it hashes to.
    @inlinable public static var trustsPlainCopies: Bool { isOn("trust-plain-copies") }
    /// A plain copy is used although it has changed since it was hashed.
    @inlinable public static var servesChangedCopies: Bool { isOn("serve-changed-copies") }
    /// The kernel reads by itself from a copy that somebody has linked to.
    @inlinable public static var passesThroughAnything: Bool { isOn("pass-through-anything") }
    /// What was active is active: a mount does not ask the journal again.
    @inlinable public static var trustsOldActive: Bool { isOn("trust-old-active") }
}

// MARK: Policies

extension Sabotage {
    /// A version becomes active whatever the gates say.
    @inlinable public static var skipsGates: Bool { isOn("skip-gates") }
    /// A gate passes a version that has no such metric.
    @inlinable public static var acceptsMissingMetrics: Bool { isOn("accept-missing-metric") }
    /// A gate is overridden without the policy's permission.
    @inlinable public static var overridesFreely: Bool { isOn("override-freely") }
    /// The store-wide policy is not asked.
    @inlinable public static var ignoresStorePolicy: Bool { isOn("ignore-store-policy") }
    /// An older store-wide policy is taken for the newest.
    @inlinable public static var trustsOldPolicies: Bool { isOn("trust-old-policy") }
    /// A journal record may drop the policy of the one before it.
    @inlinable public static var forgetsPolicies: Bool { isOn("forget-policy") }
    /// The first policy leaves the store open to builds that know none.
    @inlinable public static var skipsPolicyFeature: Bool { isOn("skip-policy-feature") }
    /// A rollback is compared with nothing, whatever it goes to.
    @inlinable public static var waivesFreely: Bool { isOn("waive-freely") }
    /// A version becomes active whoever has signed it.
    @inlinable public static var skipsSignatures: Bool { isOn("skip-signatures") }
    /// A signature is taken for what it says it is.
    @inlinable public static var skipsSignatureProof: Bool { isOn("skip-signature-proof") }
    /// What a statement is about is not compared with the version.
    @inlinable public static var ignoresStatements: Bool { isOn("ignore-statement") }
    /// A statement counts after it has expired.
    @inlinable public static var acceptsExpired: Bool { isOn("accept-expired") }
    /// A revoked key counts.
    @inlinable public static var acceptsRevoked: Bool { isOn("accept-revoked") }
    /// Two signatures of one key count as two.
    @inlinable public static var countsKeysTwice: Bool { isOn("count-keys-twice") }
    /// A policy may trust a key of small order.
    @inlinable public static var trustsWeakKeys: Bool { isOn("trust-weak-keys") }
    /// A version becomes active without having been where policies promote from.
    @inlinable public static var skipsPromotionOrder: Bool { isOn("skip-promotion-order") }
    /// A version may be called anything.
    @inlinable public static var acceptsAnyID: Bool { isOn("accept-any-id") }
    /// A policy may have anchors and aliases.
    @inlinable public static var acceptsAnchors: Bool { isOn("accept-anchors") }
}

// MARK: What is written

extension Sabotage {
    /// An encoding is not decoded before it is kept.
    @inlinable public static var skipsEncodingProof: Bool { isOn("skip-encoding-proof") }
    /// An index is published before its pack.
    @inlinable public static var putsIndexFirst: Bool { isOn("index-before-pack") }
    /// A version is recorded before its manifest stands.
    @inlinable public static var recordsFirst: Bool { isOn("record-before-manifest") }
    /// Success is told before the record stands.
    @inlinable public static var acknowledgesEarly: Bool { isOn("acknowledge-early") }
    /// A repetition that finds nothing to do does not make the record durable.
    @inlinable public static var skipsSettling: Bool { isOn("skip-settling") }
    /// Manifests and indexes are stored once.
    @inlinable public static var skipsSecondRoot: Bool { isOn("skip-second-root") }
    /// Journal records are stored once.
    @inlinable public static var skipsSecondRecord: Bool { isOn("skip-second-record") }
    /// A record that nobody could read back is linked.
    @inlinable public static var linksUnreadable: Bool { isOn("link-unreadable-record") }
    /// A damaged journal is added to.
    @inlinable public static var commitsOnDamage: Bool { isOn("commit-on-damage") }
    /// A version becomes active unread.
    @inlinable public static var promotesUnread: Bool { isOn("promote-unread") }
    /// A push relies on a pack whose file is lost or cut short.
    @inlinable public static var trustsLostPacks: Bool { isOn("trust-lost-pack") }
    /// A file is taken to be what it was, though its inode has changed.
    @inlinable public static var ignoresChangeTime: Bool { isOn("ignore-change-time") }
    /// A file that has just been written to is remembered.
    @inlinable public static var skipsSettlingTime: Bool { isOn("skip-settling-time") }
    /// What changed while it was read is registered.
    @inlinable public static var skipsChangeCheck: Bool { isOn("skip-change-check") }
}

// MARK: Garbage, and mounts

extension Sabotage {
    /// A push takes its lease when it has found out what it need not store.
    @inlinable public static var pinsLate: Bool { isOn("pin-late") }
    /// A push registers without a last look at what it relies on.
    @inlinable public static var skipsSecuring: Bool { isOn("skip-securing") }
    /// A sweep does not wait for a registration.
    @inlinable public static var skipsSweepLock: Bool { isOn("skip-sweep-lock") }
    /// A registration does not wait for a sweep.
    @inlinable public static var skipsPushLock: Bool { isOn("skip-push-lock") }
    /// gc does not ask who is at work.
    @inlinable public static var ignoresLeases: Bool { isOn("ignore-leases") }
    /// What is registered after the mark is not looked at before the sweep.
    @inlinable public static var sweepsByOldMark: Bool { isOn("sweep-by-old-mark") }
    /// gc deletes what it should move aside.
    @inlinable public static var deletesAtOnce: Bool { isOn("delete-at-once") }
    /// gc deletes packs that somebody has open.
    @inlinable public static var deletesOpenPacks: Bool { isOn("delete-open-packs") }
    /// A worker does not ask for what a dead one left unanswered.
    @inlinable public static var skipsResend: Bool { isOn("skip-resend") }
    /// A worker does not know what is open when it takes over.
    @inlinable public static var forgetsOpenFiles: Bool { isOn("forget-open-files") }
    /// A request that has killed its workers is served once more.
    @inlinable public static var servesFatalRequests: Bool { isOn("serve-fatal-requests") }
}
