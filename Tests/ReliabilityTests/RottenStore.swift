import FileIO
import Glibc
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport

/// A store whose files are damaged, one at a time, and what it must make of that: `verify` names the
/// object, and no reader gets a byte that is not the file's. Looked at from within this process, each
/// time through a repository that is opened anew: damage that ends the process ends the test.
final class RottenStore {
    private let store: String
    /// What readers must get.
    private let contents: [(version: String, path: String, bytes: [UInt8])]

    /// With two small versions, each promoted.
    init(at root: String) throws {
        let playground = try CrashPlayground(root)
        store = playground.base
        let base = TestData.gaussianBF16(8 << 10, seed: 3)
        let versions = [("v1", base), ("v2", TestWeights.tuned(base, seed: 4))]
        var contents: [(version: String, path: String, bytes: [UInt8])] = []
        try playground.prepare([["init"]])
        for (version, weights) in versions {
            let directory = root + "/rotten-" + version
            _ = try DurableDirectory.makePath(directory)
            for (path, bytes) in [
                ("model.safetensors", TestWeights.file([("w", weights)])),
                ("config.json", Array("{\"of\":\"\(version)\"}".utf8)),
            ] {
                try CrashPlayground.write(directory + "/" + path, bytes)
                contents.append((version, path, bytes))
            }
            try playground.prepare([
                CrashScenario.push(version, "rotten-" + version, root),
                ["promote", version, "-m", "for \(version)"],
            ])
        }
        self.contents = contents
        for file in try files() where chmod(store + "/" + file, 0o600) != 0 {
            throw TestFailure.system("chmod \(file)")
        }
    }

    /// All files, by their paths in the store.
    func files() throws -> [String] { try FileTree.files(below: store) }

    func bytes(_ file: String) throws -> [UInt8] {
        try FileReader(path: store + "/" + file).readAll(limit: 1 << 26)
    }

    /// What is wrong while `file` is `damaged`; `sound` is put back. `reads` files are read.
    func failures(
        _ file: String, _ damaged: [UInt8], sound: [UInt8], reading reads: Int,
        _ random: inout SeededRandom
    ) throws -> [String] {
        try write(damaged, to: file)
        var found = file.hasPrefix("cache/") ? [] : try verdict(on: file)
        for _ in 0..<reads {
            let (version, path, bytes) = contents[random.below(contents.count)]
            // What has a second copy, or can be made again, is no reason to fail.
            let mayFail = file.hasSuffix(".pack")
            found += try reading(path, of: version, bytes, mayFail: mayFail)
        }
        try write(sound, to: file)
        return found
    }

    private func verdict(on file: String) throws -> [String] {
        let report = try Verify(
            repository: Repository.open(at: store),
            request: VerifyRequest(scope: .everything, strictness: .strict, repair: .none),
            progress: NoProgress()
        ).run()
        let objects = report.problems.map(\.object)
        return report.isSound || !objects.contains(file) ? ["verify names \(objects)"] : []
    }

    private func reading(
        _ path: String, of version: String, _ expected: [UInt8], mayFail: Bool
    ) throws -> [String] {
        var read: [UInt8] = []
        do throws(StoreError) {
            try Cat(Repository.open(at: store)).run(
                Reference(version), path: path, selection: ModelSelection(nil)
            ) { read.append(contentsOf: $0) }
            return read == expected ? [] : ["wrong bytes of \(version) \(path)"]
        } catch {
            guard expected.starts(with: read) else {
                return ["wrong bytes of \(version) \(path), then \(error.message)"]
            }
            return mayFail ? [] : ["no \(version) \(path): \(error.message)"]
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws {
        let path = store + "/" + file
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure.system("open \(path)") }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw TestFailure.system("write \(path)")
        }
    }
}
