package import Hashing
package import StoreModel

/// How many bytes the plain copies of a store may take together. Two processes that make copies at the
/// same time may pass it by what they make; the next one to come removes that again.
package struct CopyBudget: Hashable, Sendable {
    /// nil: as much as the disk holds.
    package let bytes: UInt64?

    package init(bytes: UInt64?) { self.bytes = bytes }

    /// Removes copies, the least recently used first, until those of `wanted` that fit have room, and
    /// returns these. Nothing is removed for a blob that would not fit anyway.
    ///
    /// - Parameters:
    ///   - wanted: blobs without a copy, the most important first.
    ///   - pinned: blobs whose copies stay; asked only if something must go.
    ///   - lastUse: when a copy was last used.
    package func makeRoom(
        for wanted: [SizedBlob], in copies: PlainCopies,
        pinned: () throws(StoreError) -> Set<Digest>, lastUse: (StandingCopy) -> Int64
    ) throws(StoreError) -> [SizedBlob] {
        guard let bytes else { return wanted }
        let standing = try copies.all()
        var taken = standing.reduce(0) { $0 + $1.size }
        let needed = wanted.reduce(0) { $0 + $1.size }
        if taken + needed <= bytes { return wanted }
        let pins = try pinned()
        let loose = standing.filter { !pins.contains($0.digest) }
        let kept = taken - loose.reduce(0) { $0 + $1.size }
        let chosen = CopyBudget.choose(from: wanted, within: bytes > kept ? bytes - kept : 0)
        let coming = chosen.reduce(0) { $0 + $1.size }
        for copy in loose.sorted(by: { lastUse($0) < lastUse($1) }) {
            guard taken + coming > bytes else { break }
            try copies.remove(copy.digest)
            taken -= copy.size
        }
        return chosen
    }

    private static func choose(from wanted: [SizedBlob], within bytes: UInt64) -> [SizedBlob] {
        var left = bytes
        return wanted.filter { blob in
            guard blob.size <= left else { return false }
            left -= blob.size
            return true
        }
    }
}
