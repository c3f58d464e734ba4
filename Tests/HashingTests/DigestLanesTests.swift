import Hashing
import TestSupport
import Testing

@Suite("Many digests, two at a time")
struct DigestLanesTests {
    static let methods = PairHasherTests.methods

    /// The digests of `runs`, by their numbers; each must be handed back once, for the lane it went to.
    private static func digests(
        of runs: [ArraySlice<UInt8>], _ lanes: DigestLanes
    ) -> [Digest?] {
        var waiting = runs.indices[...]
        var busy = [Int?](repeating: nil, count: DigestLanes.count)
        var found = [Digest?](repeating: nil, count: runs.count)
        // One buffer for all, so that a run's address is good until the end.
        let rooms = runs.map { run in
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: run.count, alignment: 1)
            room.copyBytes(from: run)
            return room
        }
        defer { for room in rooms { room.deallocate() } }
        lanes.hash { lane in
            #expect(busy[lane] == nil)
            busy[lane] = waiting.popFirst()
            return busy[lane].map { .init(rooms[$0]) }
        } done: { lane, digest in
            let run = busy[lane]
            #expect(run != nil && found[run ?? 0] == nil)
            if let run { found[run] = digest }
            busy[lane] = nil
        }
        return found
    }

    @Test("every pair of lengths to 130", arguments: methods)
    func lengths(_ method: HashMethod) {
        let bytes = TestData.incompressible(130, seed: 71)
        let expected = (0...130).map { PairHasherTests.openSSL(bytes[..<$0]) }
        let lanes = DigestLanes(method)
        for first in 0...130 {
            for second in 0...130 {
                let found = DigestLanesTests.digests(
                    of: [bytes[..<first], bytes[..<second]], lanes)
                #expect(found == [expected[first], expected[second]], "\(first) and \(second)")
            }
        }
    }

    @Test("any number of runs of any length", arguments: methods, [72, 73, 74, 75] as [UInt64])
    func many(_ method: HashMethod, _ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = TestData.incompressible(300_000, seed: seed)
        let lanes = DigestLanes(method)
        for count in [0, 1, 2, 3, 4, 5, 40, 200] {
            let runs = (0..<count).map { _ in
                bytes[random.below(bytes.count)...].prefix(
                    random.below(random.below(3) == 0 ? 9000 : 150))
            }
            #expect(
                DigestLanesTests.digests(of: runs, lanes) == runs.map(PairHasherTests.openSSL),
                "\(random)")
        }
    }

    @Test("a run without an address is the digest of nothing", arguments: methods)
    func nothing(_ method: HashMethod) {
        var runs = 0
        DigestLanes(method).hash { _ in
            runs += 1
            return runs < 4 ? UnsafeRawBufferPointer(start: nil, count: 0) : nil
        } done: { _, digest in
            #expect(digest == Digest.ofNothing)
        }
        #expect(runs >= 4)
    }
}
