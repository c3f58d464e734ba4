import Chunking
import TestSupport
import Testing

@Suite("safetensors")
struct SafetensorsTests {
    static func plan(_ header: String, data count: Int) -> CutPlan {
        let file = SampleFile.safetensors(header, data: [UInt8](repeating: 7, count: count))
        return CutPlan(fileNamed: "model.safetensors", ByteSource(file))
    }

    @Test("a region for the header and one for each tensor, with its dtype, shape and rows")
    func tensors() {
        let header =
            "{" + SampleFile.entry("w", "F32", [100, 400], 80_000, 240_000) + ","
            + SampleFile.entry("a\\u00e9\\ud83d\\ude00\\n", "BF16", [100, 400], 0, 80_000)
            + ",\"__metadata__\":{\"format\":\"p\\\"t\"} }  "
        let plan = SafetensorsTests.plan(header, data: 240_000)
        let start = UInt64(8 + header.utf8.count)
        #expect(plan.tensors.map(\.name) == ["aé😀\n", "w"])
        #expect(plan.tensors.map(\.shape) == [[100, 400], [100, 400]])
        #expect(plan.tensors.map(\.rowBytes) == [800, 1600])
        #expect(
            plan.regions.map(\.range) == [
                0..<start, start..<start + 80_000, start + 80_000..<start + 240_000,
            ])
        #expect(plan.regions.map(\.format) == [.bytes, .bf16, .fp32])
        #expect(plan.regions.map(\.tensors) == [0..<0, 0..<1, 1..<2])
    }

    @Test("element lengths, and what is not known is bytes")
    func dtypes() {
        let header =
            "{" + SampleFile.entry("a", "F64", [4], 0, 32) + ","
            + SampleFile.entry("b", "F16", [3], 32, 38) + ","
            + SampleFile.entry("c", "F4", [8], 38, 42) + ","
            + SampleFile.entry("d", "F6_E2M3", [8], 42, 48) + ","
            + SampleFile.entry("e", "F99", [8], 48, 50) + "}"
        let plan = SafetensorsTests.plan(header, data: 50)
        #expect(
            plan.tensors.map(\.format)
                == [.other(width: 8), .fp16, .bytes, .other(width: 3), .bytes])
    }

    @Test(
        "a header that is not quite one is bytes",
        arguments: [
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[5],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,9]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[8,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8],\"shape\":[8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8],\"more\":1}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[-8],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8.0],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[08],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,18446744073709551616]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,18446744073709551615]}}",
            "{\"a\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967297],\"data_offsets\":[0,8]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[8,0]}}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}x",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},}",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[[[[[[8]]]]]],\"data_offsets\":[0,8]}}",
            "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            "{\"\\x41\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            "{\"a\nb\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            "{\"__metadata__\":{\"a\":{}},\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            "{\"a\":" + String(repeating: "{\"a\":", count: 10_000),
            "{", "{}", "{ ",
        ])
    func hostile(_ header: String) {
        let plan = SafetensorsTests.plan(header, data: 8)
        #expect(plan == CutPlan(opaqueOfSize: UInt64(16 + header.utf8.count)))
    }

    @Test("a header that claims more than there is, or than the format allows, is bytes")
    func lengths() {
        for length in [UInt64.max, 1 << 63, 104_857_601, 3] {
            let file = SampleFile.little(length) + Array("{}".utf8)
            let plan = CutPlan(fileNamed: "x", ByteSource(file))
            #expect(plan == CutPlan(opaqueOfSize: 10))
        }
    }

    @Test("a file that cannot be read is bytes")
    func unreadable() {
        let plan = CutPlan(fileNamed: "x", ByteSource(size: 1 << 40) { _, _ in false })
        #expect(plan == CutPlan(opaqueOfSize: 1 << 40))
    }

    /// The requirements, on a model of 16 MiB.
    @Test("a changed header costs the header, an inserted tensor itself, rows little more")
    func costs() {
        let vocabulary = TestData.incompressible(8 << 20, seed: 1)
        let layers = (0..<16).map { TestData.incompressible(1 << 19, seed: UInt64(10 + $0)) }
        func walk(_ file: [UInt8]) -> PlanWalk {
            PlanWalk(CutPlan(fileNamed: "m.safetensors", ByteSource(file)), file)
        }
        let file = SampleFile.model(metadata: "one", vocabulary: vocabulary, layers: layers)
        let old = walk(file)
        #expect(old.faults(size: file.count).isEmpty)
        func cost(_ changed: [UInt8]) -> Int { walk(changed).newBytes(changed, beside: old, file) }

        let other = SampleFile.model(metadata: "another", vocabulary: vocabulary, layers: layers)
        #expect(cost(other) < 8192)
        let tensor = TestData.incompressible(1 << 19, seed: 99)
        let more = SampleFile.model(
            metadata: "one", vocabulary: vocabulary,
            layers: Array(layers[..<7]) + [tensor] + layers[7...])
        #expect(cost(more) < tensor.count + 8192)
        var rows = vocabulary
        rows.insert(contentsOf: TestData.incompressible(64 * 1024, seed: 5), at: 3000 * 1024)
        let resized = SampleFile.model(metadata: "one", vocabulary: rows, layers: layers)
        #expect(cost(resized) < 64 * 1024 + 1_500_000)
        let permuted = SampleFile.model(
            metadata: "one", vocabulary: vocabulary, layers: layers.reversed())
        #expect(cost(permuted) < 8192 + 16 * 1024)
    }
}
