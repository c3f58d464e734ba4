import FileIO
import StoreInterface
import StoreModel
import SystemPackage

/// A policy file that somebody names on the command line.
enum PolicyFile {
    /// Throws `notFound` if it is not there, `badInput` naming file, line and key if it is no policy.
    static func read(_ path: String) throws(StoreError) -> Policy {
        let path = try PathArgument.parse(path)
        let bytes: [UInt8]
        do throws(FileError) {
            let file = try FileReader(path: path)
            guard try file.status().kind == .file else {
                throw FileError(call: "open", path: path, errno: .invalidArgument)
            }
            // One byte more is too many, and says so.
            bytes = try file.readAll(limit: Policy.byteLimit + 1)
        } catch {
            let isMissing = error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
            throw StoreError(
                isMissing ? .notFound : .badInput, "cannot read the policy \(quoted(path))",
                fix: "give a YAML file, as store/policies/trust-score.yaml",
                cause: error.description)
        }
        do throws(PolicyFlaw) {
            return try Policy(PolicyYAML.parse(bytes))
        } catch {
            throw StoreError(
                .badInput, "bad policy \(quoted(path)): \(error.message)",
                fix: "correct the file, then: store policy validate \(path)")
        }
    }
}
