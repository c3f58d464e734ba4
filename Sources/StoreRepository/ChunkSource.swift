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
        for attempt in 0..<2 {
            // A repair in another process may have put a sound copy into a new pack, or a sound file in
            // the place of the damaged one, which is open here still.
            if attempt > 0 { try packs.refresh() }
            for (pack, record) in try packs.places(of: digest) {
                if attempt > 0 { pack.closeFile() }
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

    /// As `read`, of two chunks of a pack at once, whose digests cost little more than one: what is
    /// wrong with each, nil for a sound one.
    package func read(
        _ first: ChunkRecord, into left: UnsafeMutableRawBufferPointer,
        and second: ChunkRecord, into right: UnsafeMutableRawBufferPointer, from pack: Pack
    ) -> (StoreError?, StoreError?) {
        let workspace = idle.withLock { $0.popLast() } ?? Workspace()
        defer { idle.withLock { $0.append(workspace) } }
        return workspace.read(first, into: left, and: second, into: right, from: pack)
    }

    /// A decoder with room for the stored bytes of one chunk.
    private final class Workspace: @unchecked Sendable {
        // Proof for @unchecked: taken from and returned to `idle`, so one thread has it at a time.
        private let decoder = ChunkDecoder()
        private let hasher = PairHasher()
        private var single = SHA256Hasher()
        private let stored = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(PackLayout.storedLimit), alignment: 64)

        deinit { stored.deallocate() }

        func read(
            _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
        ) throws(StoreError) {
            try decode(record, from: pack, into: plain)
            let found = single.digest(of: UnsafeRawBufferPointer(plain))
            try Workspace.compare(found, record, pack)
        }

        func read(
            _ first: ChunkRecord, into left: UnsafeMutableRawBufferPointer,
            and second: ChunkRecord, into right: UnsafeMutableRawBufferPointer, from pack: Pack
        ) -> (StoreError?, StoreError?) {
            do throws(StoreError) {
                try decode(first, from: pack, into: left)
                try decode(second, from: pack, into: right)
            } catch {
                // Each by itself, so that one does not speak for the other.
                return (
                    failure(of: first, from: pack, into: left),
                    failure(of: second, from: pack, into: right)
                )
            }
            let found = hasher.digests(of: .init(left), and: .init(right))
            return (
                Workspace.failure { () throws(StoreError) in
                    try Workspace.compare(found.0, first, pack)
                },
                Workspace.failure { () throws(StoreError) in
                    try Workspace.compare(found.1, second, pack)
                }
            )
        }

        private func failure(
            of record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
        ) -> StoreError? {
            Workspace.failure { () throws(StoreError) in
                try self.read(record, from: pack, into: plain)
            }
        }

        private static func failure(_ body: () throws(StoreError) -> Void) -> StoreError? {
            do throws(StoreError) {
                try body()
                return nil
            } catch {
                return error
            }
        }

        private static func compare(
            _ found: Digest, _ record: ChunkRecord, _ pack: Pack
        ) throws(StoreError) {
            guard found == record.digest else {
                throw damaged(record, pack, "its plain bytes have another digest")
            }
        }

        /// Everything but the digest.
        private func decode(
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
