import TestSupport

/// Writers of small files of each format, as plain as the formats allow.
enum SampleFile {
    /// The bytes of an integer, the lowest first.
    static func little<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// A safetensors file of a header and so many bytes of data.
    static func safetensors(_ header: String, data: [UInt8]) -> [UInt8] {
        little(UInt64(header.utf8.count)) + Array(header.utf8) + data
    }

    /// A tensor's entry in a safetensors header.
    static func entry(_ name: String, _ dtype: String, _ shape: [Int], _ from: Int, _ to: Int)
        -> String
    {
        "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[\(from),\(to)]}"
    }

    /// A model of `layers` matrices and norms with a vocabulary before them, bf16.
    static func model(metadata: String, vocabulary: [UInt8], layers: [[UInt8]]) -> [UInt8] {
        var entries = ["\"__metadata__\":{\"note\":\"\(metadata)\"}"]
        var data = vocabulary
        entries.append(entry("embed", "BF16", [vocabulary.count / 1024, 512], 0, data.count))
        for (index, layer) in layers.enumerated() {
            let norm = TestData.gaussianBF16(1024, seed: UInt64(index))
            let start = data.count
            data += layer + norm
            entries.append(
                entry("l\(index).w", "BF16", [layer.count / 1024, 512], start, start + layer.count))
            entries.append(
                entry("l\(index).norm", "BF16", [512], start + layer.count, data.count))
        }
        return safetensors("{" + entries.joined(separator: ",") + "}", data: data)
    }

    static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + text.utf8 }

    /// A GGUF tensor's description; `shape` has the fastest dimension first, as the format does.
    static func ggufEntry(_ name: String, _ shape: [UInt64], type: UInt32, at offset: UInt64)
        -> [UInt8]
    {
        text(name) + little(UInt32(shape.count)) + shape.flatMap { little($0) } + little(type)
            + little(offset)
    }

    /// A GGUF file of pairs, tensors' descriptions and data behind padding to `alignment`.
    static func gguf(
        version: UInt32 = 3, pairs: [[UInt8]], entries: [[UInt8]], alignment: Int = 32,
        data: [UInt8]
    ) -> [UInt8] {
        var file = Array("GGUF".utf8) + little(version) + little(UInt64(entries.count))
        file += little(UInt64(pairs.count)) + pairs.joined() + entries.joined()
        while file.count % alignment != 0 { file.append(0) }
        return file + data
    }
}
