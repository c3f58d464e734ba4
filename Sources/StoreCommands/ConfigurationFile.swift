import FileIO
import StoreInterface
package import StoreModel
import SystemPackage
import Yams

/// One YAML file of settings: `store` (a directory) and `model`.
package struct ConfigurationFile: Sendable {
    private static let keys = ["store", "model"]
    /// Two short lines are expected; more than this is not a configuration.
    private static let byteLimit = 1 << 16

    package let path: String
    package private(set) var store: String?
    package private(set) var model: String?

    /// Reads the file; nil if there is none. Throws `usage` naming file and line, or why it
    /// cannot be read.
    package static func read(_ path: String) throws(StoreError) -> ConfigurationFile? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileReader(path: path).readAll(limit: byteLimit)
        } catch {
            if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
            let doing = "cannot read the configuration \(quoted(path))"
            guard error.errno == .isDirectory else { throw StoreError(error, doing) }
            throw StoreError(.usage, doing, fix: "remove it", cause: error.description)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StoreError(
                .usage, "the configuration \(quoted(path)) is not UTF-8", fix: "write it anew")
        }
        return try ConfigurationFile(path: path, text: text)
    }

    package init(path: String, text: String) throws(StoreError) {
        self.path = path
        guard let root = try ConfigurationFile.document(text, path: path) else { return }
        guard let mapping = root.mapping else {
            throw ConfigurationFile.failure(path, root.mark?.line, "it is not a list of settings")
        }
        for (key, value) in mapping {
            let line = key.mark?.line
            guard let name = key.string, ConfigurationFile.keys.contains(name) else {
                let name = key.string.map { quoted($0) } ?? "a key"
                throw ConfigurationFile.failure(path, line, "\(name) is not a setting")
            }
            guard let text = value.scalar?.string, !text.isEmpty else {
                throw ConfigurationFile.failure(path, line, "\(quoted(name)) has no value")
            }
            if name == "store" { store = text } else { model = text }
        }
    }

    private static func document(_ text: String, path: String) throws(StoreError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let place = line(of: error)
            if case .duplicatedKeysInMapping = error {
                throw failure(path, place, "a setting stands there twice")
            }
            throw failure(path, place, "it is not YAML")
        } catch {
            throw failure(path, nil, "it is not YAML")
        }
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    private static func failure(_ path: String, _ line: Int?, _ reason: String) -> StoreError {
        let place = line.map { ", line \($0)" } ?? ""
        return StoreError(
            .usage, "bad configuration \(quoted(path))\(place): \(reason)",
            fix: "the settings are: " + keys.joined(separator: ", "))
    }
}
