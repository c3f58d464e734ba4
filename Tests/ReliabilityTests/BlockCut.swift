import TestSupport

/// A moment at which the power went, and what a disk may have made of the writes that no barrier
/// had followed by then. All of it follows from `seed`.
struct BlockCut: CustomStringConvertible {
    /// Which of the unsynced writes are on the disk.
    enum Remains: String, CaseIterable {
        case none, all
        /// Some whole writes: a later one without an earlier one is reordering.
        case some
        /// The first few, the last of them cut off at a page.
        case torn
        /// Some pages of some writes.
        case pages
        /// Some of the smallest units of some writes.
        case sectors
    }

    /// How many entries of the log had happened.
    let position: Int
    let remains: Remains
    let seed: UInt64

    init(position: Int, random: inout SeededRandom) {
        self.position = position
        remains = Remains.allCases[random.below(Remains.allCases.count)]
        seed = random.next()
    }

    var description: String { "cut \(position) (\(remains.rawValue), seed \(seed))" }

    /// The pieces of the unsynced writes that are on the disk, in the order of the log. Where two
    /// overlap the later one is on top, as in the cache of a disk; where they do not, any order of
    /// writing gives the same disk.
    func remaining(
        of writes: [BlockLogEntry], sector: Int
    ) -> [(offset: Int, bytes: Range<Int>)] {
        var random = SeededRandom(seed: seed)
        switch remains {
        case .none: return []
        case .all: return writes.map { ($0.offset, $0.bytes) }
        case .some:
            return writes.filter { _ in random.below(2) == 0 }.map { ($0.offset, $0.bytes) }
        case .torn:
            let whole = random.below(max(1, writes.count))
            let pieces = writes.dropFirst(whole).prefix(1).flatMap { BlockCut.pieces($0, 4096) }
            return writes.prefix(whole).map { ($0.offset, $0.bytes) }
                + pieces.prefix(random.below(max(1, pieces.count)))
        case .pages, .sectors:
            let unit = remains == .pages ? 4096 : sector
            return writes.flatMap { BlockCut.pieces($0, unit) }.filter { _ in
                random.below(2) == 0
            }
        }
    }

    /// A write in pieces that end where the disk's units do.
    private static func pieces(
        _ write: BlockLogEntry, _ unit: Int
    ) -> [(offset: Int, bytes: Range<Int>)] {
        var pieces: [(offset: Int, bytes: Range<Int>)] = []
        var (offset, start) = (write.offset, write.bytes.lowerBound)
        while start < write.bytes.upperBound {
            let end = min(start + unit - offset % unit, write.bytes.upperBound)
            pieces.append((offset, start..<end))
            (offset, start) = (offset + end - start, end)
        }
        return pieces
    }
}
