import FileIO
import Glibc
import TestSupport
import Testing

/// What a cut leaves of a recording: all that a barrier followed, and of the rest only whole units.
@Suite struct BlockRecordingTests {
    private static let page = BlockImage.pageSize
    /// Mounted; a page of 1 and its barrier; the success; from within the next page on, 8 KiB of 2;
    /// a barrier that is cut off.
    private static let entries: [(kind: BlockLogEntry.Kind, offset: Int, bytes: [UInt8])] = [
        (.mark, 0, []), (.write, 0, [UInt8](repeating: 1, count: page)), (.barrier, 0, []),
        (.mark, 0, []), (.write, page + 512, [UInt8](repeating: 2, count: 2 * page)),
        (.barrier, 0, []),
    ]

    /// What is on the disk of four pages after each of many cuts at `position`.
    private func disks(at position: Int) throws -> [(cut: BlockCut, bytes: [UInt8])] {
        try withScratchDirectory { (path: String) throws in
            let (disk, log) = (path + "/disk", path + "/log")
            for file in [disk, log] {
                _ = try ChildCommand("truncate", ["-s", "0", file]).run().checked()
            }
            guard truncate(disk, off_t(4 * BlockRecordingTests.page)) == 0 else {
                throw TestFailure.system("truncate")
            }
            let base = try BlockImage(reading: disk)
            let descriptor = open(log, O_WRONLY | O_APPEND)
            defer { close(descriptor) }
            for entry in BlockRecordingTests.entries {
                try entry.bytes.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws in
                    try BlockLogEntry.append(
                        entry.kind, at: UInt64(entry.offset), bytes, to: descriptor)
                }
            }
            let recording = try BlockRecording(base, log: log, sector: 512)
            return try (0..<60).map { (seed: UInt64) throws in
                var random = SeededRandom(seed: seed)
                let cut = BlockCut(position: position, random: &random)
                try recording.image(after: cut).save(to: disk)
                return (cut, try FileReader(path: disk).readAll(limit: 1 << 20))
            }
        }
    }

    @Test func whatABarrierFollowedStays() throws {
        for (cut, bytes) in try disks(at: 4) {
            #expect(bytes.prefix(4096).allSatisfy { $0 == 1 }, "\(cut)")
            #expect(bytes.dropFirst(4096).allSatisfy { $0 == 0 }, "\(cut)")
        }
    }

    @Test func aBarrierThatIsCutOffHoldsNothing() throws {
        let found = try disks(at: 5)
        #expect(found.allSatisfy { $0.bytes[0] == 1 })
        let kept = Set(found.map { $0.bytes.count { $0 == 2 } })
        #expect(kept.contains(0) && kept.contains(8192))
    }

    @Test func writesAreTornWhereUnitsEnd() throws {
        var tears = 0
        for (cut, bytes) in try disks(at: 5) {
            let unit = cut.remains == .sectors ? 512 : 4096
            for position in 4096 + 512 + 1..<4096 + 512 + 8192 {
                guard bytes[position] != bytes[position - 1] else { continue }
                tears += 1
                #expect(position % unit == 0, "\(cut) tears at \(position)")
            }
        }
        #expect(tears > 10)
    }
}
