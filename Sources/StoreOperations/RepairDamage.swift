import Compression
import Hashing
import StoreModel
import StoreRepository

/// Mends what a verify found damaged, in the order in which one thing depends on another.
struct RepairDamage {
    let repository: Repository
    let packs: RepairPacks

    /// Mends every pack with bad chunks, and then deltas that still cannot be read. Returns the copies of
    /// which there is a sound one here now.
    func run(_ damaged: DamagedChunks) throws(StoreError) -> Set<DamagedCopy> {
        var mended: Set<DamagedCopy> = []
        if case .none = packs.repair { return mended }
        for pack in damaged.packs {
            let chunks = try packs.mend(pack, damaged.byPack[pack] ?? [], damaged)
            mended.formUnion(chunks.map { DamagedCopy(chunk: $0, pack: pack) })
        }
        let dependents = Dictionary(
            grouping: damaged.dependents.values.joined().map {
                DamagedCopy(chunk: $0.chunk, pack: $0.pack)
            }, by: \.pack)
        for (pack, copies) in dependents.sorted(by: { $0.key < $1.key }) {
            let left = try unreadable(copies)
            mended.formUnion(copies.filter { !left.contains($0.chunk) })
            guard !left.isEmpty else { continue }
            let chunks = try packs.mend(pack, left, damaged)
            mended.formUnion(chunks.map { DamagedCopy(chunk: $0, pack: pack) })
        }
        return mended
    }

    /// Those that cannot be read even now that other packs are mended.
    private func unreadable(
        _ copies: [DamagedCopy]
    ) throws(StoreError) -> Set<Digest> {
        var left: Set<Digest> = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: StoredCodec.plainLimit, alignment: 64)
        defer { buffer.deallocate() }
        for chunk in copies.map(\.chunk) {
            guard let (_, record) = try repository.packs.places(of: chunk).first else {
                left.insert(chunk)
                continue
            }
            let plain = UnsafeMutableRawBufferPointer(
                rebasing: buffer.prefix(Int(record.plainLength)))
            do throws(StoreError) {
                try repository.chunks.read(chunk, into: plain)
            } catch {
                guard error.code == .integrity || error.code == .inputOutput else { throw error }
                left.insert(chunk)
            }
        }
        return left
    }
}
