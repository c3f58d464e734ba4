import Hashing

/// Where every chunk and every recipe stands in the indexes at hand: a hash table of 8 bytes a slot,
/// at most half full. A digest is its own hash, and the index has the rest of it.
struct MarkTable {
    enum Row { case chunk, blob }

    private var slots: [UInt64] = []
    private var rows = 0
    private var indexes: [PackIndex]

    /// An index has fewer than 2²⁴ rows (`PackLayout.indexLimit`), so a slot has room for its number,
    /// the kind, and 2³¹ packs; 0 is empty.
    init(_ indexes: [PackIndex]) {
        self.indexes = indexes
        rows = indexes.reduce(0) { $0 + $1.chunkCount + $1.blobCount }
        fill()
    }

    /// Adds the rows of one more, whose number is the next.
    mutating func add(_ index: PackIndex) {
        indexes.append(index)
        rows += index.chunkCount + index.blobCount
        if slots.count < 2 * rows { fill() } else { insert(index, indexes.count - 1) }
    }

    /// Makes the table anew, with room to grow.
    private mutating func fill() {
        var size = 16
        while size < 2 * rows { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        for (pack, index) in indexes.enumerated() { insert(index, pack) }
    }

    /// The index of that number.
    func index(_ pack: Int) -> PackIndex { indexes[pack] }

    /// Shows `body` every row of that kind with that digest.
    func forEach(
        _ digest: Digest, _ row: Row, _ body: (_ pack: Int, _ position: Int) -> Void
    ) {
        let mask = UInt64(slots.count - 1)
        var slot = digest.leadingWord & mask
        while slots[Int(slot)] != 0 {
            let value = slots[Int(slot)]
            slot = (slot + 1) & mask
            guard (value & 1 == 1) == (row == .blob) else { continue }
            let pack = Int(value >> 33) - 1
            let position = Int(value >> 1 & 0xFFFF_FFFF)
            let index = indexes[pack]
            let found =
                row == .chunk ? index.chunkDigest(at: position) : index.blobDigest(at: position)
            if found == digest { body(pack, position) }
        }
    }

    private mutating func insert(_ index: PackIndex, _ pack: Int) {
        for position in 0..<index.chunkCount {
            insert(index.chunkDigest(at: position), pack, .chunk, position)
        }
        for position in 0..<index.blobCount {
            insert(index.blobDigest(at: position), pack, .blob, position)
        }
    }

    private mutating func insert(_ digest: Digest, _ pack: Int, _ row: Row, _ position: Int) {
        let mask = UInt64(slots.count - 1)
        var slot = digest.leadingWord & mask
        while slots[Int(slot)] != 0 { slot = (slot + 1) & mask }
        slots[Int(slot)] =
            UInt64(pack + 1) << 33 | UInt64(position) << 1 | (row == .blob ? 1 : 0)
    }
}
