package import Hashing

/// A blob as a manifest names it.
package struct SizedBlob: Hashable, Sendable {
    package let digest: Digest
    /// Bytes.
    package let size: UInt64

    package init(digest: Digest, size: UInt64) {
        self.digest = digest
        self.size = size
    }

    /// Whether a plain copy is worth its space. A blob that is no larger than the largest chunk is
    /// decoded in one step, and stays in the worker's cache of chunks and in the kernel's pages.
    package var isWorthCopying: Bool { size > UInt64(PackLayout.plainLimit) }
}
