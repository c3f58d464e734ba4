/// The initialisers of an ONNX model: tensors in the model itself, and those that it keeps in files
/// beside it.
///
/// Source: onnx.proto of ONNX 1.17: ModelProto.graph = 7, GraphProto.initializer = 5. Tensors in
/// nodes' attributes and in subgraphs are small, and stay bytes.
package struct ONNXModel: Hashable, Sendable {
    /// Those whose bytes are in the model.
    package private(set) var tensors: [Tensor] = []
    /// Those whose bytes are elsewhere, in the model's order.
    package private(set) var external: [ExternalTensor] = []

    /// nil: it is no such model, or not quite one.
    package init?(_ source: ByteSource) {
        do throws(Malformed) {
            try self.init(reading: source)
        } catch {
            return nil
        }
    }

    init(reading source: ByteSource) throws(Malformed) {
        // Nodes are fields too; the largest graphs have some ten thousand.
        var budget = 8 * HeaderLimits.count
        var model = ByteCursor(source, 0..<source.size, window: 4096)
        var hasGraph = false
        while let field = try model.protobufField(&budget) {
            guard field.number == 7 else { continue }
            guard case .bytes(let range) = field.value, !hasGraph else { throw Malformed() }
            hasGraph = true
            var graph = ByteCursor(source, range, window: 4096)
            while let field = try graph.protobufField(&budget) {
                guard field.number == 5 else { continue }
                guard case .bytes(let range) = field.value else { throw Malformed() }
                try add(try ONNXTensor(source, range, &budget))
            }
        }
        guard hasGraph else { throw Malformed() }
    }

    /// Those that are kept in the file `location`, as it is written in the model; what the model
    /// names no length of is left out.
    package func tensors(keptIn location: String) -> [Tensor] {
        external.filter { $0.location == location }.map(\.tensor)
    }

    private mutating func add(_ tensor: ONNXTensor) throws(Malformed) {
        if let range = tensor.rawData {
            tensors.append(try tensor.placed(in: range))
        } else if let location = tensor.location {
            let end = try sum(tensor.offset, tensor.length)
            external.append(
                ExternalTensor(
                    location: location, tensor: try tensor.placed(in: tensor.offset..<end)))
        }
    }
}
