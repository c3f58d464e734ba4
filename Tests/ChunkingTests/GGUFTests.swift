import Chunking
import TestSupport
import Testing

@Suite("GGUF")
struct GGUFTests {
    static let pairs: [[UInt8]] = [
        SampleFile.text("general.architecture") + SampleFile.little(8 as UInt32)
            + SampleFile.text("llama"),
        SampleFile.text("tokens") + SampleFile.little(9 as UInt32) + SampleFile.little(8 as UInt32)
            + SampleFile.little(2 as UInt64) + SampleFile.text("a") + SampleFile.text("bc"),
        SampleFile.text("scores") + SampleFile.little(9 as UInt32) + SampleFile.little(6 as UInt32)
            + SampleFile.little(3 as UInt64) + [UInt8](repeating: 0, count: 12),
        SampleFile.text("count") + SampleFile.little(4 as UInt32) + SampleFile.little(7 as UInt32),
    ]

    static func plan(_ file: [UInt8]) -> CutPlan {
        CutPlan(fileNamed: "model.gguf", ByteSource(file))
    }

    @Test("tensors of known and unknown types, at an alignment of the file's own")
    func tensors() {
        let alignment =
            SampleFile.text("general.alignment") + SampleFile.little(4 as UInt32)
            + SampleFile.little(64 as UInt32)
        let entries = [
            // 64 rows of two Q6_K blocks, 26,880 bytes, padded to 26,880 = 420 · 64.
            SampleFile.ggufEntry("q", [512, 64], type: 14, at: 0),
            SampleFile.ggufEntry("n", [33], type: 0, at: 26_880),
            SampleFile.ggufEntry("h", [512, 100], type: 1, at: 27_072),
            SampleFile.ggufEntry("new", [3, 3], type: 999, at: 129_472),
        ]
        let file = SampleFile.gguf(
            pairs: GGUFTests.pairs + [alignment], entries: entries, alignment: 64,
            data: [UInt8](repeating: 1, count: 229_472))
        let plan = GGUFTests.plan(file)
        #expect(plan.tensors.map(\.name) == ["q", "n", "h", "new"])
        #expect(plan.tensors.map(\.range.count) == [26_880, 132, 102_400, 100_000])
        #expect(plan.tensors.map(\.format) == [.other(width: 210), .fp32, .fp16, .bytes])
        #expect(plan.tensors.map(\.shape) == [[64, 512], [33], [100, 512], [3, 3]])
        #expect(plan.tensors.map(\.rowBytes) == [420, 0, 1024, 0])
        #expect(plan.tensors.last?.range.upperBound == UInt64(file.count))
        #expect(PlanWalk(plan, file).faults(size: file.count).isEmpty)
    }

    @Test("both versions that tensors are written in", arguments: [1, 2, 3, 4] as [UInt32])
    func versions(_ version: UInt32) {
        let file = SampleFile.gguf(
            version: version, pairs: [],
            entries: [SampleFile.ggufEntry("a", [64], type: 24, at: 0)],
            data: [UInt8](repeating: 1, count: 64))
        #expect(GGUFTests.plan(file).tensors.count == ((2...3).contains(version) ? 1 : 0))
    }

    /// Arrays in arrays.
    static func deep(_ levels: Int) -> [UInt8] {
        var value = SampleFile.text("deep") + SampleFile.little(9 as UInt32)
        for _ in 0..<levels {
            value += SampleFile.little(9 as UInt32) + SampleFile.little(1 as UInt64)
        }
        return value + SampleFile.little(0 as UInt32) + SampleFile.little(0 as UInt64)
    }

    static func alignment(_ value: UInt32) -> [UInt8] {
        SampleFile.text("general.alignment") + SampleFile.little(4 as UInt32)
            + SampleFile.little(value)
    }

    @Test("a header that is not quite one is bytes")
    func hostile() {
        let good = SampleFile.ggufEntry("a", [64], type: 24, at: 0)
        let data = [UInt8](repeating: 1, count: 64)
        #expect(
            GGUFTests.plan(SampleFile.gguf(pairs: [GGUFTests.deep(3)], entries: [good], data: data))
                .tensors.count == 1)
        let files = [
            SampleFile.gguf(pairs: [GGUFTests.deep(4)], entries: [good], data: data),
            SampleFile.gguf(pairs: [GGUFTests.deep(100_000)], entries: [good], data: data),
            SampleFile.gguf(pairs: [GGUFTests.alignment(0)], entries: [good], data: data),
            SampleFile.gguf(pairs: [GGUFTests.alignment(48)], entries: [good], data: data),
            SampleFile.gguf(pairs: [GGUFTests.alignment(1 << 31)], entries: [good], data: data),
            SampleFile.gguf(pairs: [], entries: [good, good], data: data),
            SampleFile.gguf(
                pairs: [], entries: [SampleFile.ggufEntry("a", [65], type: 24, at: 0)],
                data: data),
            SampleFile.gguf(
                pairs: [], entries: [SampleFile.ggufEntry("a", [31], type: 2, at: 0)],
                data: data),
            SampleFile.gguf(
                pairs: [], entries: [SampleFile.ggufEntry("a", [1], type: 24, at: 1)],
                data: data),
            SampleFile.gguf(
                pairs: [],
                entries: [SampleFile.ggufEntry("a", [1], type: 24, at: UInt64.max - 31)],
                data: data),
            SampleFile.gguf(
                pairs: [],
                entries: [
                    SampleFile.ggufEntry("a", [1 << 62, 1 << 62], type: 24, at: 0)
                ], data: data),
            SampleFile.gguf(
                pairs: [],
                entries: [
                    SampleFile.ggufEntry("a", [UInt64](repeating: 1, count: 17), type: 24, at: 0)
                ], data: data),
        ]
        for (index, file) in files.enumerated() {
            #expect(
                GGUFTests.plan(file) == CutPlan(opaqueOfSize: UInt64(file.count)), "\(index)")
        }
    }

    @Test("counts that nothing could hold are refused before they are believed")
    func counts() {
        for place in [8, 16] {
            var file = SampleFile.gguf(pairs: [], entries: [], data: [])
            file.replaceSubrange(place..<place + 8, with: SampleFile.little(UInt64.max))
            #expect(GGUFTests.plan(file) == CutPlan(opaqueOfSize: UInt64(file.count)))
        }
    }

    /// Its count is the byte that a safetensors header begins with.
    @Test("a file of 123 tensors is not taken for safetensors")
    func tensorCount() {
        let entries = (0..<123).map {
            SampleFile.ggufEntry("t\($0)", [32], type: 24, at: UInt64($0 * 32))
        }
        let file = SampleFile.gguf(
            pairs: [], entries: entries, data: [UInt8](repeating: 1, count: 123 * 32))
        #expect(file[8] == UInt8(ascii: "{"))
        #expect(GGUFTests.plan(file).tensors.count == 123)
    }
}
