import TestSupport

/// The inputs that fuzzing begins with, and those that it once found something with.
enum FuzzCorpus {
    struct Input: Sendable, CustomStringConvertible {
        /// Its path from the top of the package.
        let path: String
        let bytes: [UInt8]

        var description: String { path }
    }

    /// All files of all targets, or of one.
    static func inputs(of target: String? = nil) throws -> [Input] {
        let targets = target.map { [$0] } ?? ["safetensors", "gguf", "zip", "onnx", "cdc"]
        var inputs: [Input] = []
        for target in targets {
            let directory = "Tests/Fuzz/\(target)/corpus"
            for name in try PackageRoot.names(in: directory) {
                let path = "\(directory)/\(name)"
                inputs.append(Input(path: path, bytes: try PackageRoot.bytes(of: path)))
            }
        }
        return inputs
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        try PackageRoot.bytes(of: "Tests/Fuzz/\(path)")
    }
}
