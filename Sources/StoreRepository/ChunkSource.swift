import Compression
package import Hashing
import StoreInterface
package import StoreModel
import Synchronization

/// Reads chunks: stored bytes from a pack, checked against their checksum, decoded, checked against
/// the chunk's name. Where one copy is damaged the next is tried; wrong bytes never come out.
///
/// A delta is decoded to the difference that it is; what that is the difference from is read the same
/// way, digests and all. Those chunks are stored as they are, so no delta leads to another, and a few
/// of them are kept: the next delta begins where this one ended.
package final class ChunkSource: Sendable {
    private let packs: PackCatalogue
    /// What deltas are the difference from.
    private let bases: ChunkCache
    /// Idle decoders; a reader takes one and brings it back.
    private let idle = Mutex<[ChunkWorkspace]>([])

    init(packs: PackCatalogue, cache: ChunkCache) {
        self.packs = packs
        bases = cache
    }

    /// Fills `plain`, whose length is the chunk's, with the checked bytes of `digest`; throws
    /// `integrity` if no copy is healthy.
    package func read(
        _ digest: Digest, into plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        try withSoundCopy(of: digest, where: { _ in true }) {
            (workspace, record, pack) throws(StoreError) in
            try read(record, from: pack, into: plain, with: workspace)
        }
    }

    /// Fills `buffer` with the bytes that `sources` name, which are as many; throws `integrity` if one
    /// of the chunks is not to be had as it is.
    package func read(
        _ sources: [DeltaSource], into buffer: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        var position = 0
        for source in sources {
            let chunk = try base(source.chunk)
            guard Int(source.end) <= chunk.bytes.count else {
                throw StoreError(
                    .integrity, "a delta needs more of chunk \(source.chunk.short) than there is",
                    fix: "store verify --all --repair-from STORE")
            }
            // The cache may have dropped it by now.
            withExtendedLifetime(chunk) {
                UnsafeMutableRawBufferPointer(rebasing: buffer[position...]).copyMemory(
                    from: .init(rebasing: chunk.bytes[Int(source.start)..<Int(source.end)]))
            }
            position += Int(source.length)
        }
    }

    /// A chunk that is stored as it is.
    private func base(_ digest: Digest) throws(StoreError) -> ChunkCache.Entry {
        if let entry = bases.entry(digest) { return entry }
        let entry = try withSoundCopy(of: digest, where: { $0.delta == nil }) {
            (workspace, record, pack) throws(StoreError) in
            let entry = ChunkCache.Entry(count: Int(record.plainLength))
            try read(record, from: pack, into: entry.bytes, with: workspace)
            return entry
        }
        bases.insert(entry, as: digest)
        return entry
    }

    /// Tries `body` with one copy after the other until it does not throw.
    private func withSoundCopy<R>(
        of digest: Digest, where isWanted: (ChunkRecord) -> Bool,
        _ body: (ChunkWorkspace, ChunkRecord, Pack) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        var last = StoreError(
            .integrity, "chunk \(digest.short) is missing", fix: "store verify --all")
        let workspace = idle.withLock { $0.popLast() } ?? ChunkWorkspace()
        defer { idle.withLock { $0.append(workspace) } }
        for attempt in 0..<2 {
            // A repair in another process may have put a sound copy into a new pack, or a sound file in
            // the place of the damaged one, which is open here still.
            if attempt > 0 { try packs.refresh() }
            for (pack, record) in try packs.places(of: digest) where isWanted(record) {
                if attempt > 0 { pack.closeFile() }
                do throws(StoreError) {
                    return try body(workspace, record, pack)
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

    /// Everything but the lookup of the copy.
    private func read(
        _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer,
        with workspace: ChunkWorkspace
    ) throws(StoreError) {
        try workspace.decode(record, from: pack, into: plain)
        try restore(record, in: plain, with: workspace)
        try workspace.check(record, from: pack, plain)
    }

    /// Turns the difference that a delta holds into plain bytes; does nothing to other chunks.
    private func restore(
        _ record: ChunkRecord, in plain: UnsafeMutableRawBufferPointer,
        with workspace: ChunkWorkspace
    ) throws(StoreError) {
        guard let delta = record.delta else { return }
        let base = UnsafeMutableRawBufferPointer(rebasing: workspace.base.prefix(plain.count))
        try read(delta.sources, into: base)
        ElementDifference.undo(plain, from: .init(base), delta.width)
    }

    /// As `read`, from one given place: for verify, which looks at every copy.
    package func read(
        _ record: ChunkRecord, from pack: Pack, into plain: UnsafeMutableRawBufferPointer
    ) throws(StoreError) {
        let workspace = idle.withLock { $0.popLast() } ?? ChunkWorkspace()
        defer { idle.withLock { $0.append(workspace) } }
        try read(record, from: pack, into: plain, with: workspace)
    }

    /// The stored bytes of a copy whose plain bytes have just been read, in `room`, which is long enough.
    package func stored(
        _ record: ChunkRecord, from pack: Pack, in room: UnsafeMutableRawBufferPointer
    ) throws(StoreError) -> UnsafeRawBufferPointer {
        let stored = UnsafeMutableRawBufferPointer(
            rebasing: room.prefix(Int(record.storedLength)))
        try pack.read(record, into: stored)
        // The bytes that were just found to be sound, unless the disk changed its mind.
        guard Checksum.of(UnsafeRawBufferPointer(stored)) == record.checksum else {
            throw StoreError(.integrity, "chunk \(record.digest.short) changes as it is read")
        }
        return UnsafeRawBufferPointer(stored)
    }

    /// Whether a copy's stored bytes are what the index says and decode. Of a delta that cannot be read
    /// it tells whether that is its own fault.
    package func isIntact(_ record: ChunkRecord, from pack: Pack) -> Bool {
        let workspace = idle.withLock { $0.popLast() } ?? ChunkWorkspace()
        defer { idle.withLock { $0.append(workspace) } }
        let room = UnsafeMutableRawBufferPointer(
            rebasing: workspace.base.prefix(Int(record.plainLength)))
        do throws(StoreError) {
            try workspace.decode(record, from: pack, into: room)
            return true
        } catch {
            return false
        }
    }

    /// As `read`, of every chunk of `pack` that `next` hands out. Digests are taken of two at a time,
    /// which costs little more than one; so there are `DigestLanes.count` rooms, each of `plainLimit`
    /// bytes. Calls `failed` for each chunk that is not sound.
    package func inspect(
        _ pack: Pack, in rooms: [UnsafeMutableRawBufferPointer], next: () -> ChunkRecord?,
        failed: (ChunkRecord, StoreError) -> Void
    ) {
        let workspace = idle.withLock { $0.popLast() } ?? ChunkWorkspace()
        defer { idle.withLock { $0.append(workspace) } }
        var records = [ChunkRecord?](repeating: nil, count: rooms.count)
        workspace.lanes.hash { lane in
            while let record = next() {
                let room = UnsafeMutableRawBufferPointer(
                    rebasing: rooms[lane].prefix(Int(record.plainLength)))
                do throws(StoreError) {
                    try workspace.decode(record, from: pack, into: room)
                    try restore(record, in: room, with: workspace)
                    records[lane] = record
                    return .init(room)
                } catch {
                    failed(record, error)
                }
            }
            return nil
        } done: { lane, digest in
            guard let record = records[lane] else { return }
            if let error = ChunkWorkspace.failure(digest, record, pack) { failed(record, error) }
        }
    }
}
