import Compression
import Hashing
import Sabotage
import StoreModel

/// A decoder with room for the stored bytes of one chunk.
final class ChunkWorkspace: @unchecked Sendable {
    // Proof for @unchecked: `ChunkSource` takes it from a list and returns it, so one thread has it at
    // a time.
    private let decoder = ChunkDecoder()
    let lanes = DigestLanes()
    private var single = SHA256Hasher()
    private let stored = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Int(PackLayout.storedLimit), alignment: 64)
    /// Room for what a delta is the difference from; not touched for other chunks.
    let base = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Int(PackLayout.plainLimit), alignment: 64)

    deinit {
        stored.deallocate()
        base.deallocate()
    }

    /// Compares the plain bytes with the chunk's name.
    func check(
        _ record: ChunkRecord, from pack: Pack, _ plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        let found = single.digest(of: UnsafeRawBufferPointer(plain))
        if let failure = ChunkWorkspace.failure(found, record, pack) { throw failure }
    }

    /// What is wrong with a chunk whose plain bytes have the digest `found`; nil if nothing is.
    static func failure(
        _ found: Digest, _ record: ChunkRecord, _ pack: Pack
    ) -> StoreError? {
        found == record.digest || Sabotage.skipsChunkDigest
            ? nil : damaged(record, pack, "its plain bytes have another digest")
    }

    /// Everything but the digest, and what a delta is the difference from.
    func decode(
        _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        guard plain.count == Int(record.plainLength) else {
            throw ChunkWorkspace.damaged(record, pack, "its length does not match its recipe")
        }
        let bytes = UnsafeMutableRawBufferPointer(
            rebasing: stored.prefix(Int(record.storedLength)))
        try pack.read(record, into: bytes)
        guard Checksum.of(UnsafeRawBufferPointer(bytes)) == record.checksum else {
            throw ChunkWorkspace.damaged(record, pack, "its stored bytes have changed")
        }
        do throws(CodecFailure) {
            try decoder.decode(record.codec, stored: UnsafeRawBufferPointer(bytes), into: plain)
        } catch {
            throw ChunkWorkspace.damaged(record, pack, error.description)
        }
    }

    private static func damaged(
        _ record: ChunkRecord, _ pack: Pack, _ reason: String
    ) -> StoreError {
        StoreError(
            .integrity,
            "chunk \(record.digest.short) in pack \(pack.id.short) is damaged: \(reason)",
            fix: "store verify --all --repair-from STORE")
    }
}
