import Hashing
package import StoreInterface

/// A file that nothing needs.
package struct GarbageObject: Hashable, Sendable {
    /// Raw values are part of the document `store.gc/1`.
    package enum Kind: String, Sendable, CaseIterable {
        case pack, index, manifest, signature, cache, temporary, lease
    }

    package let key: ObjectKey
    package let kind: Kind
    package let bytes: UInt64
}

/// Files that go together, and what must still be true when they go.
struct GarbageGroup {
    enum Subject: Hashable {
        /// A pack with its index, in the order in which they go: the second copy of the index, the
        /// index, the pack. So there is never an index without its pack, and a run that is killed
        /// leaves at worst a pack without an index, which nobody reads and the next run finds. The
        /// other way round a second copy alone would look like a lost index.
        case pack(Digest)
        /// A pack that was rewritten: its bits when its content was copied.
        case rewritten(Digest)
        /// A pack file without an index: a push was cut short, or is at it.
        case loosePack(Digest)
        case manifest(Digest)
        case signature(manifest: Digest)
        /// Can be made again, so it is deleted at once.
        case derived
    }

    let subject: Subject
    let objects: [GarbageObject]

    var bytes: UInt64 { objects.reduce(0) { $0 + $1.bytes } }
}
