import Chunking
import TestSupport
import Testing

@Suite("Content-defined cuts")
struct GearCutterTests {
    /// The ends of the chunks of `bytes`, cut as one segment.
    static func ends(_ bytes: [UInt8], _ next: (UnsafeRawBufferPointer) -> Int) -> [Int] {
        bytes.withUnsafeBytes { all in
            var ends: [Int] = []
            var end = 0
            while end < all.count {
                end += next(UnsafeRawBufferPointer(rebasing: all[end...]))
                ends.append(end)
            }
            return ends
        }
    }

    static func ends(_ bytes: [UInt8], step: Int) -> [Int] {
        let cutter = GearCutter(step: step)
        return ends(bytes) { cutter.length(ofNextIn: $0) }
    }

    @Test("fall where they fell in the first release")
    func golden() {
        let bytes = TestData.incompressible(3 << 20, seed: 20)
        #expect(
            GearCutterTests.ends(bytes, step: 1) == [
                104_473, 368_899, 641_079, 930_542, 1_596_066, 1_935_742, 2_056_940, 2_392_780,
                2_476_636, 2_762_416, 3_145_728,
            ])
        #expect(
            GearCutterTests.ends(bytes, step: 2) == [
                166_368, 350_060, 868_294, 1_139_036, 1_491_276, 1_780_650, 2_056_940, 2_392_780,
                2_476_636, 2_762_416, 3_145_728,
            ])
        #expect(
            GearCutterTests.ends(bytes, step: 4) == [
                166_368, 350_060, 1_028_360, 1_139_036, 1_491_276, 1_815_964, 1_975_832, 2_056_940,
                2_392_780, 2_476_636, 2_598_448, 2_762_416, 3_145_728,
            ])
    }

    @Test("are those of the plain rule", arguments: [1, 2, 4])
    func plainRule(_ step: Int) {
        let bytes = TestData.gaussianBF16(1_500_000, seed: UInt64(step))
        let naive = NaiveGear(bytes: bytes, step: step)
        var start = 0
        for end in GearCutterTests.ends(bytes, step: step) {
            #expect(end == naive.end(from: start))
            start = end
        }
        #expect(start == bytes.count)
    }

    @Test(
        "chunks have 1 byte to 1 MiB, whatever the bytes",
        arguments: [
            0, 1, 63, 64, 65, 65_535, 65_536, 65_537, 65_600, 262_144, 1_048_577, 2_500_003,
        ])
    func bounds(_ size: Int) {
        for bytes in [
            [UInt8](repeating: 0, count: size), [UInt8](repeating: 0xFF, count: size),
            TestData.text(size, seed: 1), TestData.incompressible(size, seed: 2),
        ] {
            for step in [1, 2, 4] {
                let ends = GearCutterTests.ends(bytes, step: step)
                #expect(ends.last ?? 0 == size)
                var start = 0
                for end in ends {
                    #expect((1...1_048_576).contains(end - start))
                    #expect(end == size || (end - start >= 65_536 && end % step == 0))
                    start = end
                }
            }
        }
    }

    @Test("find their places again behind an insertion")
    func insertion() {
        let bytes = TestData.incompressible(4 << 20, seed: 5)
        let before = Set(GearCutterTests.ends(bytes, step: 1))
        var changed = bytes
        changed.insert(contentsOf: [1, 2, 3], at: 500_000)
        let after = Set(GearCutterTests.ends(changed, step: 1).map { $0 - 3 })
        let behind = before.filter { $0 > 2 << 20 }
        #expect(behind.count > 5 && behind.isSubset(of: after))
    }

    @Test("a segment ends at the first hash that ends any chunk, else at the smallest")
    func bestCut() {
        for seed in 1...8 as ClosedRange<UInt64> {
            let bytes = TestData.incompressible(150_000, seed: seed)
            let naive = NaiveGear(bytes: bytes, step: 4)
            let places = Array(stride(from: 64, to: bytes.count, by: 4))
            let first = places.first { naive.ends($0, oneIn: 524_288) }
            let smallest = places.min { naive.hashes[$0] < naive.hashes[$1] }
            let best = bytes.withUnsafeBytes { GearCutter(step: 4).bestCut(in: $0) }
            #expect(best == first ?? smallest, "seed \(seed)")
        }
    }
}
