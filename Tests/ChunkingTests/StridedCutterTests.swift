import Chunking
import TestSupport
import Testing

@Suite("Cuts between rows")
struct StridedCutterTests {
    static func ends(_ bytes: [UInt8], stride: Int) -> [Int] {
        let cutter = StridedCutter(stride: stride)
        return GearCutterTests.ends(bytes) { cutter.length(ofNextIn: $0) }
    }

    @Test("fall where they fell in the first release")
    func golden() {
        let bytes = TestData.incompressible(3 << 20, seed: 21)
        #expect(
            StridedCutterTests.ends(bytes, stride: 64) == [
                291_776, 507_328, 522_368, 794_368, 827_264, 1_184_704, 1_555_200, 2_461_888,
                2_840_832, 3_043_584, 3_145_728,
            ])
        #expect(
            StridedCutterTests.ends(bytes, stride: 2048) == [
                296_960, 604_160, 835_584, 1_110_016, 1_478_656, 1_931_264, 1_945_600, 2_435_072,
                2_742_272, 2_772_992, 3_108_864, 3_145_728,
            ])
        #expect(
            StridedCutterTests.ends(bytes, stride: 3360) == [
                423_360, 540_960, 870_240, 1_280_160, 1_545_600, 1_821_120, 2_073_120, 2_392_320,
                2_970_240, 3_145_728,
            ])
    }

    @Test(
        "chunks are whole strides of at most 1 MiB, whatever the bytes",
        arguments: [64, 96, 512, 3360, 4096, 16_384])
    func bounds(_ stride: Int) {
        for size in [1, stride - 1, stride, 1 << 20, 2_500_003] {
            for bytes in [
                [UInt8](repeating: 0, count: size), TestData.text(size, seed: 1),
                TestData.incompressible(size, seed: 2),
            ] {
                let ends = StridedCutterTests.ends(bytes, stride: stride)
                #expect(ends.last == size)
                var start = 0
                for end in ends {
                    #expect((1...1_048_576).contains(end - start))
                    #expect(end == size || end % stride == 0)
                    start = end
                }
            }
        }
    }

    @Test("rows inserted move the cuts behind them along")
    func insertion() {
        let row = 1536
        let bytes = TestData.incompressible(row * 5000, seed: 6)
        let before = Set(StridedCutterTests.ends(bytes, stride: 512))
        var changed = bytes
        changed.insert(contentsOf: TestData.incompressible(3 * row, seed: 7), at: 1000 * row)
        let after = Set(StridedCutterTests.ends(changed, stride: 512).map { $0 - 3 * row })
        let behind = before.filter { $0 > 3_500_000 }
        #expect(behind.count > 8 && behind.isSubset(of: after))
    }

    @Test("a stride that is too short or too long is a programming error")
    func badStride() async {
        await #expect(processExitsWith: .failure) { _ = StridedCutter(stride: 63) }
        await #expect(processExitsWith: .failure) { _ = StridedCutter(stride: 16_385) }
    }
}
