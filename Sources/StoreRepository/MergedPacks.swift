import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// The packs in use of which the merged index speaks. What it says of one is used only once that
/// pack's own index was read and found to be what its name says: so nothing is found here that could
/// not be found without a merged index.
final class MergedPacks: Sendable {
    let index: MergedIndex
    private let numbers: [Digest: Int]
    /// By number; nil for those that are not in use.
    private let packs: Mutex<[Pack?]>
    private let make: @Sendable (MergedPack, Int) -> Pack

    /// - Parameter isUsed: whether a pack of that id is in use.
    /// - Parameter make: a pack, by its number.
    init(
        _ index: MergedIndex, isUsed: (Digest) -> Bool,
        make: @escaping @Sendable (MergedPack, Int) -> Pack
    ) {
        self.index = index
        self.make = make
        numbers = Dictionary(
            index.packs.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        packs = Mutex(
            index.packs.enumerated().map {
                isUsed($0.element.id) ? make($0.element, $0.offset) : nil
            })
    }

    var all: [Pack] { packs.withLock { $0.compactMap { $0 } } }

    /// Rows of packs that are not in use.
    var idleRows: Int {
        let used = all.reduce(0) { $0 + $1.chunkCount + $1.blobCount }
        return index.chunks.rowCount + index.blobs.rowCount - used
    }

    func speaks(of id: Digest) -> Bool { numbers[id] != nil }

    func pack(_ id: Digest) -> Pack? {
        numbers[id].flatMap { number in packs.withLock { $0[number] } }
    }

    /// Takes a pack into use, if the merged index speaks of it.
    func add(_ id: Digest) -> Pack? {
        guard let number = numbers[id] else { return nil }
        let fresh = make(index.packs[number], number)
        return packs.withLock { packs in
            if packs[number] == nil { packs[number] = fresh }
            return packs[number]
        }
    }

    func remove(_ id: Digest) {
        guard let number = numbers[id] else { return }
        packs.withLock { $0[number] = nil }
    }

    /// The own index of one of them; nil if there is none any more, after which it is not in use.
    func index(of pack: Pack) throws(StoreError) -> PackIndex? {
        do throws(StoreError) { return try pack.index } catch {
            guard error.saysNoIndex else { throw error }
            remove(pack.id)
            return nil
        }
    }

    /// The packs in use among those that rows name, each row with its pack.
    func places(
        _ rows: [MergedIndex.Row]
    ) throws(StoreError) -> [(Pack, MergedIndex.Row)] {
        var found: [(Pack, MergedIndex.Row)] = []
        for row in rows {
            guard let pack = packs.withLock({ $0[row.pack] }) else { continue }
            if try pack.isListed() { found.append((pack, row)) } else { remove(pack.id) }
        }
        return found
    }
}
