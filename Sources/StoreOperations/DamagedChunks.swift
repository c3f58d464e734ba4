import Hashing
import StoreModel
import StoreRepository

/// Copies of chunks that a verify found damaged.
struct DamagedChunks {
    /// A delta whose own bytes are sound, but not what it is the difference from.
    struct Dependent: Hashable {
        let chunk: Digest
        /// The pack that it stands in.
        let pack: Digest
        /// The damaged chunk.
        let base: Digest
    }

    /// By pack: the chunks whose copy in it is bad by itself.
    private(set) var byPack: [Digest: Set<Digest>] = [:]
    /// By the pack with the damaged base.
    private(set) var dependents: [Digest: Set<Dependent>] = [:]

    mutating func add(_ chunk: Digest, in pack: Digest) {
        byPack[pack, default: []].insert(chunk)
    }

    var isEmpty: Bool { byPack.isEmpty }

    /// The packs with bad chunks, those first that others depend on.
    var packs: [Digest] {
        byPack.keys.sorted { left, right in
            let ranks = [left, right].map { dependents[$0] == nil ? 1 : 0 }
            return ranks[0] == ranks[1] ? left < right : ranks[0] < ranks[1]
        }
    }

    /// Whether the copy of a chunk in a pack cannot be read.
    func contains(_ chunk: Digest, in pack: Digest) -> Bool {
        byPack[pack]?.contains(chunk) == true
            || dependents.values.contains { list in
                list.contains { $0.chunk == chunk && $0.pack == pack }
            }
    }

    /// Lays deltas that cannot be read at the door of the pack whose damage is the reason.
    mutating func findBases(
        in packs: [Pack], _ source: ChunkSource
    ) throws(StoreError) {
        for pack in packs {
            for chunk in byPack[pack.id] ?? [] {
                guard let record = try pack.index.chunk(chunk), let delta = record.delta,
                    let (home, base) = try damagedBase(of: delta, in: packs),
                    source.isIntact(record, from: pack)
                else { continue }
                byPack[pack.id]?.remove(chunk)
                let dependent = Dependent(chunk: chunk, pack: pack.id, base: base)
                dependents[home, default: []].insert(dependent)
            }
            if byPack[pack.id]?.isEmpty == true { byPack[pack.id] = nil }
        }
    }

    private func damagedBase(
        of delta: ChunkDelta, in packs: [Pack]
    ) throws(StoreError) -> (pack: Digest, chunk: Digest)? {
        for pack in packs {
            for source in delta.sources where byPack[pack.id]?.contains(source.chunk) == true {
                guard let record = try pack.index.chunk(source.chunk), record.delta == nil
                else { continue }
                return (pack.id, source.chunk)
            }
        }
        return nil
    }
}
