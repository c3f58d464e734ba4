import FileIO
import TestSupport

/// A disk, what was written to it since, and what was noted meanwhile.
struct BlockRecording {
    let base: BlockImage
    /// Bytes that the disk writes whole or not at all.
    private let sector: Int
    private let log: [UInt8]
    private let entries: [BlockLogEntry]
    /// The position after the mark that the command has succeeded.
    private let success: Int
    /// The position after the mark that the file system was mounted.
    private let mount: Int

    init(_ base: BlockImage, log path: String, sector: Int) throws {
        self.base = base
        self.sector = sector
        log = try FileReader(path: path).readAll(limit: 1 << 30)
        entries = try BlockLogEntry.parse(log)
        let marks = entries.indices.filter { [entries] in entries[$0].kind == .mark }
        guard marks.count == 2 else { throw TestFailure("\(marks.count) marks in \(path)") }
        (mount, success) = (marks[0] + 1, marks[1] + 1)
    }

    var count: Int { entries.count }

    /// Where cuts are worth while: before each barrier that something precedes, right after the
    /// success, and at the end.
    private var positions: [Int] {
        let barriers = entries.indices.filter {
            entries[$0].kind == .barrier && $0 > 0 && entries[$0 - 1].kind != .barrier
        }
        return barriers + [success, entries.count]
    }

    /// Whether the command's success had been told.
    func isAcknowledged(at cut: BlockCut) -> Bool { cut.position >= success }

    /// What is on the disk after the cut.
    func image(after cut: BlockCut) -> BlockImage {
        let happened = entries[..<cut.position]
        let synced = happened.lastIndex { $0.kind == .barrier } ?? 0
        let unsynced = happened[synced...].filter { $0.kind == .write }
        var image = base
        log.withUnsafeBytes { log in
            for entry in happened[..<synced] where entry.kind == .write {
                image.write(UnsafeRawBufferPointer(rebasing: log[entry.bytes]), at: entry.offset)
            }
            for piece in cut.remaining(of: unsynced, sector: sector) {
                image.write(UnsafeRawBufferPointer(rebasing: log[piece.bytes]), at: piece.offset)
            }
        }
        return image
    }

    /// Cut `ordinal` of `total`: half of them spread over `positions`, a quarter right after the
    /// success, where nothing may be lost any more, and a quarter anywhere.
    func cut(_ ordinal: Int, of total: Int, seed: UInt64) -> BlockCut {
        var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(ordinal))
        let positions = positions
        let position =
            switch ordinal % 4 {
            case 0: success
            case 2: random.below(count + 1)
            default: positions[ordinal * positions.count / (total + 1)]
            }
        return BlockCut(position: position, random: &random)
    }

    /// A moment while the file system was being mounted: in its recovery, if it had one.
    func cutWhileMounting(_ ordinal: Int, seed: UInt64) -> BlockCut {
        var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(ordinal))
        return BlockCut(position: random.below(mount + 1), random: &random)
    }
}
