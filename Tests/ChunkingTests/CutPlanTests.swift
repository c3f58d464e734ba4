import Chunking
import TestSupport
import Testing

@Suite("Cut plans")
struct CutPlanTests {
    /// A tensor of `rows` rows at `offset`.
    static func tensor(
        _ name: String, _ format: ElementFormat, at offset: Int, rows: Int, columns: Int
    ) -> Tensor {
        let count = rows * columns * format.width
        return Tensor(
            name: name, shape: [UInt64(rows), UInt64(columns)], format: format,
            range: UInt64(offset)..<UInt64(offset + count))
    }

    @Test("an empty file has nothing to cut")
    func empty() {
        let plan = CutPlan(opaqueOfSize: 0)
        #expect(plan.regions.isEmpty && plan.segmentCount == 0)
        #expect(PlanWalk(plan, []).faults(size: 0).isEmpty)
    }

    @Test("segments need at most 5 MiB and are few, however large the file is")
    func segments() {
        for size in [1, 5_242_880, 5_242_881, 1 << 40, UInt64.max] {
            let plan = CutPlan(opaqueOfSize: size)
            for number in [0, plan.segmentCount / 2, plan.segmentCount - 1] {
                let range = plan.segment(number).range
                #expect(!range.isEmpty && range.count <= CutSegment.readLimit)
            }
            #expect(plan.segmentCount <= size / UInt64(CutSegment.length) + 1)
            #expect(plan.segment(plan.segmentCount - 1).range.upperBound == size)
        }
        #expect(CutPlan(opaqueOfSize: 5_242_879).segmentCount == 1)
        #expect(CutPlan(opaqueOfSize: 5_242_881).segmentCount == 2)
    }

    @Test("whatever the tensors, regions and chunks cover the file once", arguments: 1...40)
    func cover(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let formats: [ElementFormat] = [.bf16, .fp16, .fp32, .other(width: 18), .bytes]
        var tensors: [Tensor] = []
        var end = random.below(3) * 1001
        for index in 0..<random.below(30) {
            let format = formats[random.below(formats.count)]
            let columns = [1, 7, 32, 64, 448, 4096][random.below(6)]
            let rows = [0, 1, 3, 40, 1500][random.below(5)]
            tensors.append(
                CutPlanTests.tensor("t\(index)", format, at: end, rows: rows, columns: columns))
            end = Int(tensors[index].range.upperBound) + [0, 0, 0, 2, 32, 5000][random.below(6)]
        }
        let bytes = TestData.incompressible(end + random.below(2) * 70_000, seed: seed)
        let plan = CutPlan(size: UInt64(bytes.count), tensors: tensors.shuffled(using: &random))
        #expect(plan.tensors.count == tensors.filter { !$0.range.isEmpty }.count)
        let walk = PlanWalk(plan, bytes, seed: seed)
        #expect(walk.faults(size: bytes.count).isEmpty, "\(random)")
        // The same bytes are always cut the same way.
        #expect(PlanWalk(plan, bytes, seed: seed + 1).chunks == walk.chunks)
        for region in plan.regions {
            for tensor in plan.tensors[region.tensors] {
                #expect(region.range.contains(tensor.range.lowerBound))
                #expect(region.range.upperBound >= tensor.range.upperBound)
            }
        }
    }

    @Test("tensors that overlap or reach too far make a file without tensors")
    func hostile() {
        let first = CutPlanTests.tensor("a", .bf16, at: 100, rows: 64, columns: 64)
        for (start, rows) in [(8000, 64), (100, 64), (50_000, 5000)] {
            let second = CutPlanTests.tensor("b", .bf16, at: start, rows: rows, columns: 64)
            let plan = CutPlan(size: 100_000, tensors: [first, second])
            #expect(plan == CutPlan(opaqueOfSize: 100_000))
        }
    }

    @Test("small tensors side by side share chunks; large ones stand alone")
    func grouping() {
        var tensors: [Tensor] = []
        for index in 0..<3000 {
            tensors.append(
                CutPlanTests.tensor("n\(index)", .fp32, at: index * 512, rows: 1, columns: 128))
        }
        let large = 3000 * 512
        tensors.append(CutPlanTests.tensor("w", .bf16, at: large, rows: 512, columns: 512))
        tensors.append(
            CutPlanTests.tensor("b", .bf16, at: large + 524_288, rows: 1, columns: 512))
        let size = large + 524_288 + 1024
        let plan = CutPlan(size: UInt64(size), tensors: tensors)
        #expect(plan.regions.map(\.tensors) == [0..<3000, 3000..<3001, 3001..<3002])
        #expect(plan.regions.map(\.format) == [.fp32, .bf16, .bf16])
        let walk = PlanWalk(plan, TestData.incompressible(size, seed: 3))
        #expect(walk.chunks.count < 20)
    }

    @Test("small tensors of many formats are not as many chunks")
    func mixedGrouping() {
        let tensors = (0..<1000).map { index in
            CutPlanTests.tensor(
                "q\(index)", index % 2 == 0 ? .fp32 : .other(width: 1), at: index * 512, rows: 1,
                columns: index % 2 == 0 ? 128 : 512)
        }
        let plan = CutPlan(size: 512_000, tensors: tensors)
        #expect(plan.regions.map(\.tensors) == [0..<1000])
        #expect(plan.regions.map(\.format) == [.bytes])
    }

    /// The columns of a bf16 tensor, and what its cuts are multiples of: the largest power of two in
    /// a row, at most 4 KiB; a row; an element.
    @Test(
        "a tensor is cut between rows, or the parts that rows are made of",
        arguments: zip([4096, 768, 210, 25], [4096, 512, 420, 2]))
    func rows(_ columns: Int, _ unit: Int) {
        let rows = 3_000_000 / (2 * columns)
        let tensor = CutPlanTests.tensor("w", .bf16, at: 1001, rows: rows, columns: columns)
        let size = 1001 + rows * columns * 2
        let plan = CutPlan(size: UInt64(size), tensors: [tensor])
        let walk = PlanWalk(plan, TestData.incompressible(size, seed: UInt64(columns)))
        let ends = walk.chunks.filter { $0.format == .bf16 }.map { $0.range.upperBound - 1001 }
        #expect(ends.count > 5)
        #expect(ends.allSatisfy { $0 % unit == 0 || $0 == size - 1001 })
    }
}
