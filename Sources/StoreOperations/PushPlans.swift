import Chunking
import FileIO

/// How each file of a push is to be cut.
///
/// A model in ONNX may keep its tensors in files beside it, so those are cut as the model says.
struct PushPlans {
    /// A file that is no longer than the shortest chunk is one chunk whatever it holds.
    private static let headerless: UInt64 = 64 << 10

    /// All models together may keep at most this much beside them, names and all: ten thousand
    /// tensors take about 3 MiB. The files of a model that goes beyond it are cut as bytes.
    private static let tensorLimit = 64 << 20
    /// Bytes that a tensor takes beside its name: a row, and its shape of at most 16 dimensions.
    private static let tensorSize = 256

    private let tensors: [String: [Tensor]]

    init(files: [SourceFile]) {
        var tensors: [String: [Tensor]] = [:]
        var left = PushPlans.tensorLimit
        for file in files where file.path.hasSuffix(".onnx") {
            guard let model = ONNXModel(PushPlans.source(file)) else { continue }
            let size = model.external.reduce(0) {
                $0 + PushPlans.tensorSize + $1.tensor.name.utf8.count + $1.location.utf8.count
            }
            guard size <= left else { continue }
            left -= size
            let place = file.path.lastIndex(of: "/").map { file.path[...$0] } ?? ""
            for external in model.external {
                tensors[place + external.location, default: []].append(external.tensor)
            }
        }
        self.tensors = tensors
    }

    /// Reads the header, if the file may have one. What cannot be read, or is no header, is cut as
    /// bytes: the file's own reader will say what is wrong with it.
    func plan(for file: SourceFile) -> CutPlan {
        guard file.size > PushPlans.headerless else { return CutPlan(opaqueOfSize: file.size) }
        if let tensors = tensors[file.path] { return CutPlan(size: file.size, tensors: tensors) }
        let name = file.path.split(separator: "/").last ?? ""
        return CutPlan(fileNamed: String(name), PushPlans.source(file))
    }

    private static func source(_ file: SourceFile) -> ByteSource {
        // A file that cannot be opened has no header.
        let reader = try? file.root.openEntry(file.name)
        return ByteSource(size: file.size) { offset, buffer in
            // Nor has one that cannot be read there.
            (try? reader?.read(at: offset, into: buffer)) == buffer.count
        }
    }
}
