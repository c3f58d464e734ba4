package import Hashing
package import StoreInterface
package import StoreModel

/// Blobs from their plain copies where sound ones stand in the cache, and from another opener until
/// then. What is opened stays with what it began with.
package final class HydratedBlobs: BlobOpener {
    private let base: any BlobOpener
    private let hydrator: Hydrator

    package init(around base: any BlobOpener, by hydrator: Hydrator) {
        self.base = base
        self.hydrator = hydrator
    }

    package func openBlob(
        _ digest: Digest, size: UInt64
    ) throws(StoreError) -> any BlobReader {
        let blob = SizedBlob(digest: digest, size: size)
        guard blob.isWorthCopying else { return try base.openBlob(digest, size: size) }
        if let (file, identity) = hydrator.checked.open(blob) {
            return HydratedBlob(
                blob, file: file, identity: identity, checked: hydrator.checked, base: base)
        }
        // Before the chunks are looked for: a sound copy outlives them.
        hydrator.note(readingOf: blob)
        return try base.openBlob(digest, size: size)
    }

    package func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp {
        try base.timeStored(digest, size: size)
    }
}
