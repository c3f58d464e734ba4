import FileIO
import Glibc
import Hashing
import Sabotage
package import StoreModel
import Synchronization

/// Which plain files of blobs were hashed in this boot, as what files, and when this process used them.
/// Holds no files open: one whose name is taken away is not used any more.
package final class CheckedCopies: Sendable {
    private struct Record {
        let size: UInt64
        let proof: CopyProof
    }

    private struct State {
        var records: [Digest: Record] = [:]
        /// Nanoseconds since the epoch.
        var uses: [Digest: Int64] = [:]
    }

    let copies: PlainCopies
    private let state = Mutex(State())

    package init(_ copies: PlainCopies) { self.copies = copies }

    /// Bytes of all copies that were sound when they were last looked at.
    package var bytes: UInt64 { state.withLock { $0.records.values.reduce(0) { $0 + $1.size } } }

    /// Opens the blob's plain file if it is the very file that was hashed, and says what file that is.
    func open(_ blob: SizedBlob) -> (file: FileReader, status: FileStatus)? {
        note(useOf: blob)
        guard let proof = known(blob) ?? copies.proof(of: blob) else { return nil }
        // What cannot be opened or looked at is read from the chunks.
        guard let file = (try? copies.open(blob.digest, in: proof.place)) ?? nil,
            let status = try? file.status(), status.size == blob.size,
            CopyIdentity(status) == proof.identity || Sabotage.servesChangedCopies
        else {
            forget(blob)
            return nil
        }
        remember(blob, proof)
        return (file, status)
    }

    private func known(_ blob: SizedBlob) -> CopyProof? {
        let record = state.withLock { $0.records[blob.digest] }
        return record?.size == blob.size ? record?.proof : nil
    }

    private func remember(_ blob: SizedBlob, _ proof: CopyProof) {
        state.withLock { $0.records[blob.digest] = Record(size: blob.size, proof: proof) }
    }

    /// Hashes the blob's plain file and remembers what file it is; false unless a sound one stands
    /// there.
    package func check(_ blob: SizedBlob) throws(StoreError) -> Bool {
        guard let proof = try copies.prove(blob) else {
            forget(blob)
            return false
        }
        remember(blob, proof)
        return true
    }

    /// The file did not read as it should: it is hashed again before its next use.
    func forget(_ blob: SizedBlob) { state.withLock { $0.records[blob.digest] = nil } }

    /// Forgets copies that have no name any more, whoever took it away.
    func forgetRemoved() {
        for (digest, record) in state.withLock({ $0.records }) {
            guard record.proof.place == .copy else { continue }
            let blob = SizedBlob(digest: digest, size: record.size)
            // One that cannot be looked at is of no use either.
            if (try? copies.hasCopy(blob)) != true { forget(blob) }
        }
    }

    /// When a copy was last used, here or by whoever moved its times.
    func lastUse(of copy: StandingCopy) -> Int64 {
        max(copy.lastRead, state.withLock { $0.uses[copy.digest] ?? 0 })
    }

    private func note(useOf blob: SizedBlob) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let time = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        state.withLock { $0.uses[blob.digest] = time }
    }
}
