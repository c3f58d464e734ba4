/// The formats that say where their tensors are.
enum TensorFile {
    /// The tensors of a file; none if it is of no known format, or not quite of one.
    static func tensors(of source: ByteSource, named name: String) -> [Tensor] {
        do throws(Malformed) {
            // Those with a magic first: any of them may look like the others' beginning.
            if let tensors = try GGUFHeader.tensors(of: source) { return tensors }
            if let tensors = try ZipDirectory.tensors(of: source) { return tensors }
            if let tensor = try NumpyHeader.tensor(source, 0..<source.size, "") { return [tensor] }
            // Protobuf has none: the name must say it.
            if name.hasSuffix(".onnx") { return try ONNXModel(reading: source).tensors }
            return try SafetensorsHeader.tensors(of: source) ?? []
        } catch {
            return []
        }
    }
}
