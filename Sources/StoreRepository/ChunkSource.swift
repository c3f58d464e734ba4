import Compression
package import Hashing
import StoreInterface
package import StoreModel
import Synchronization

/// Reads chunks: stored bytes from a pack, checked against their checksum, decoded, checked against
/// the chunk's name. Where one copy is damaged the next is tried; wrong bytes never come out.
package final class ChunkSource: Sendable {
    private let packs: PackCatalogue
    /// Idle decoders; a reader takes one and brings it back.
    private let idle = Mutex<[Workspace]>([])

    init(packs: PackCatalogue) { self.packs = packs }

    /// Fills `plain`, whose length is the chunk's, with the checked bytes of `digest`; throws
    /// `integrity` if no copy is healthy.
    package func read(
        _ digest: Digest, into plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        var last = StoreError(
            .integrity, "chunk \(digest.short) is missing", fix: "store verify --all")
        let workspace = idle.withLock { $0.popLast() } ?? Workspace()
        defer { idle.withLock { $0.append(workspace) } }
        var tried: Set<Digest> = []
        for attempt in 0..<2 {
            // A repair in another process may have put a sound copy into a new pack.
            if attempt > 0 { try packs.refresh() }
            for (pack, record) in try packs.places(of: digest)
            where tried.insert(pack.id).inserted {
                do throws(StoreError) {
                    return try workspace.read(record, from: pack, into: plain)
                } catch {
                    // Only the bytes can be damaged: a limit of open files says nothing of them.
                    guard error.code == .integrity || error.code == .inputOutput else {
                        throw error
                    }
                    last = error
                }
            }
        }
        throw last
    }

    /// As `read`, from one given place: for verify, which looks at every copy.
    package func read(
        _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        let workspace = idle.withLock { $0.popLast() } ?? Workspace()
        defer { idle.withLock { $0.append(workspace) } }
        try workspace.read(record, from: pack, into: plain)
    }

    /// A decoder with room for the stored bytes of one chunk.
    private final class Workspace: @unchecked Sendable {
        // Proof for @unchecked: taken from and returned to `idle`, so one thread has it at a time.
        private let decoder = ChunkDecoder()
        private let stored = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(PackLayout.storedLimit), alignment: 64)

        deinit { stored.deallocate() }

        func read(
            _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
        ) throws(StoreError) {
            guard plain.count == Int(record.plainLength) else {
                throw Workspace.damaged(record, pack, "its length does not match its recipe")
            }
            let bytes = UnsafeMutableRawBufferPointer(
                rebasing: stored.prefix(Int(record.storedLength)))
            try pack.read(record, into: bytes)
            guard Checksum.of(UnsafeRawBufferPointer(bytes)) == record.checksum else {
                throw Workspace.damaged(record, pack, "its stored bytes have changed")
            }
            do throws(CodecFailure) {
                try decoder.decode(record.codec, stored: UnsafeRawBufferPointer(bytes), into: plain)
            } catch {
                throw Workspace.damaged(record, pack, error.description)
            }
            guard SHA256Hasher.digest(of: UnsafeRawBufferPointer(plain)) == record.digest else {
                throw Workspace.damaged(record, pack, "its plain bytes have another digest")
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
}
