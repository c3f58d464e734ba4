import Glibc
import StoreModel
import TestSupport

/// The Python environment of tools/readers.
enum RealLoaders {
    static let python: String? = getenv("STORE_READERS_VENV").map {
        String(cString: $0) + "/bin/python"
    }

    static let areThere: Bool = {
        guard let python else { return false }
        let packages = "import huggingface_hub, numpy, onnxruntime, safetensors"
        // A Python that cannot be started lacks the loaders, too.
        let outcome = try? ChildCommand(python, ["-c", packages]).run(timeout: .seconds(60))
        return outcome?.exitCode == 0
    }()

    /// What `read_model.py DIR` printed: predictions by loader.
    static func numbers(_ directory: String) throws -> JSON {
        let program = PackageRoot.path + "/tools/readers/read_model.py"
        let text = try command([program, directory]).run(timeout: .seconds(120)).checked()
        return try JSONParser.parse(Array(text.utf8))
    }

    static func command(_ arguments: [String]) throws -> ChildCommand {
        guard let python else { throw TestFailure("STORE_READERS_VENV is unset") }
        return ChildCommand(python, arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    }
}
