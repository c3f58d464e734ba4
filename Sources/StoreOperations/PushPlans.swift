import Chunking
import FileIO
import StoreModel

/// How each file of a push is to be cut.
///
/// A model in ONNX may keep its tensors in files beside it, so those are cut as the model says.
struct PushPlans {
    /// A file that is no longer than the shortest chunk is one chunk whatever it holds.
    static let headerless: UInt64 = 64 << 10

    /// All models together may keep at most this much beside them, names and all: ten thousand
    /// tensors take about 3 MiB. The files of a model that goes beyond it are cut as bytes.
    static let tensorLimit = 64 << 20

    private let tensors: [String: [Tensor]]

    init(files: [SourceFile]) {
        self.init(sources: files.lazy.map { ($0.path, PushPlans.source($0)) })
    }

    /// Of files by their paths.
    init(sources: some Sequence<(path: String, source: ByteSource)>) {
        var tensors: [String: [Tensor]] = [:]
        var left = PushPlans.tensorLimit
        for (path, source) in sources where path.hasSuffix(".onnx") {
            guard let model = ONNXModel(source) else { continue }
            let size = model.external.reduce(0) {
                $0 + PushPlans.memory(of: $1.tensor) + $1.location.utf8.count
            }
            guard size <= left else { continue }
            left -= size
            let place = ManifestPath.split(path).directory
            for external in model.external {
                tensors[place + external.location, default: []].append(external.tensor)
            }
        }
        self.tensors = tensors
    }

    /// About what a tensor takes that is kept: a row, its shape of at most 16 dimensions, its name.
    static func memory(of tensor: Tensor) -> Int { 256 + tensor.name.utf8.count }

    /// Reads the header, if the file may have one. What cannot be read, or is no header, is cut as
    /// bytes: the file's own reader will say what is wrong with it.
    func plan(for file: SourceFile) -> CutPlan { plan(for: file.path, PushPlans.source(file)) }

    func plan(for path: String, _ source: ByteSource) -> CutPlan {
        guard source.size > PushPlans.headerless else { return CutPlan(opaqueOfSize: source.size) }
        if let tensors = tensors[path] { return CutPlan(size: source.size, tensors: tensors) }
        return CutPlan(fileNamed: String(ManifestPath.split(path).name), source)
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
