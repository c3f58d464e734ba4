import Chunking
import TestSupport
import Testing

@Suite("ONNX")
struct ONNXTests {
    static func model(_ name: String) throws -> (ONNXModel?, [UInt8]) {
        let bytes = try FuzzCorpus.bytes("onnx/corpus/\(name)")
        return (ONNXModel(ByteSource(bytes)), bytes)
    }

    @Test("tensors in the model, and those in a file beside it")
    func model() throws {
        let (found, bytes) = try ONNXTests.model("model.onnx")
        let model = try #require(found)
        #expect(model.tensors.map(\.name) == ["w", "h", "odd"])
        #expect(model.tensors.map(\.format) == [.fp32, .fp16, .bytes])
        #expect(model.tensors.map(\.shape) == [[4, 8], [8], [3]])
        #expect(model.tensors.map(\.range.count) == [128, 16, 5])
        #expect(model.external.map(\.location) == ["model.onnx.data"])
        let external = model.tensors(keptIn: "model.onnx.data")
        #expect(external.map(\.range) == [4096..<12_288])
        #expect(external.map(\.format) == [.bf16] && external.map(\.rowBytes) == [128])
        #expect(model.tensors(keptIn: "other").isEmpty)
        #expect(CutPlan(fileNamed: "m.onnx", ByteSource(bytes)).tensors == model.tensors)
        #expect(CutPlan(fileNamed: "m.bin", ByteSource(bytes)).tensors.isEmpty)
        let beside = CutPlan(size: 12_288, tensors: external)
        #expect(beside.regions.map(\.range) == [0..<12_288])
    }

    @Test(
        "what is not quite one is bytes",
        arguments: ["fixed.onnx", "two-graphs.onnx", "group.onnx", "long-varint.onnx"])
    func hostile(_ name: String) throws {
        let (model, bytes) = try ONNXTests.model(name)
        #expect(model == nil)
        let plan = CutPlan(fileNamed: name, ByteSource(bytes))
        #expect(plan == CutPlan(opaqueOfSize: UInt64(bytes.count)))
    }
}
