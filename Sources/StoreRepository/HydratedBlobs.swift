package import FileIO
import Glibc
package import Hashing
import Sabotage
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
        if let (file, status) = hydrator.checked.open(blob) {
            return HydratedBlob(
                blob, file: file, identity: CopyIdentity(status), checked: hydrator.checked,
                base: base)
        }
        // Before the chunks are looked for: a sound copy outlives them.
        hydrator.note(readingOf: blob)
        return try base.openBlob(digest, size: size)
    }

    package func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp {
        try base.timeStored(digest, size: size)
    }
}

extension HydratedBlobs: PlainFiles {
    /// What is read without this process cannot be looked at again, so it must be a file that nobody
    /// else has a name for or may write to.
    package func plainFile(_ digest: Digest, size: UInt64) -> FileReader? {
        let blob = SizedBlob(digest: digest, size: size)
        guard blob.isWorthCopying, let (file, status) = hydrator.checked.open(blob) else {
            return nil
        }
        let isOurs =
            status.links == 1 && status.owner == geteuid() && status.permissions & 0o222 == 0
        return isOurs || Sabotage.passesThroughAnything ? file : nil
    }
}
