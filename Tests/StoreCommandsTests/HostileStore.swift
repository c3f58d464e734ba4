import Glibc
import Hashing
import StoreModel
import TestSupport

/// A store whose one version `qb@v1` has a manifest as a hostile store would have it: what it says
/// is forbidden, while its digest, the journal's record and all second copies are in order.
struct HostileStore {
    let commands: CommandFixture

    /// - Parameter spoil: changes the manifest that `push` made.
    static func with(
        _ spoil: (inout [String: JSON]) -> Void, _ body: (HostileStore) throws -> Void
    ) throws {
        try CommandFixture.with { fixture in
            try fixture.push("v1")
            let hostile = HostileStore(commands: fixture)
            let shown = try fixture.document("show", "v1")
            guard case .object(var manifest)? = shown["manifest"] else {
                throw TestFailure("show printed no manifest")
            }
            spoil(&manifest)
            try hostile.plant(JSON.object(manifest).canonicalBytes)
            try body(hostile)
        }
    }

    /// Makes `bytes` the manifest of v1.
    private func plant(_ bytes: [UInt8]) throws {
        let digest = SHA256Hasher.digest(of: bytes)
        try write(bytes, to: "manifests/\(digest.hex.prefix(2))/\(digest.hex).json")
        let path = "models/qb/@journal/1.json"
        var record = try Transition(parsing: read(path))
        let entry = VersionEntry(id: try VersionID("v1"), number: 1, manifest: digest)
        record.version = entry
        record.refs = [.latest: entry.target]
        try write(record.sealedBytes, to: path)
    }

    private func read(_ path: String) throws -> [UInt8] {
        try ChildCommand("cat", [commands.store + "/" + path])
            .run(timeout: .seconds(10)).output
    }

    /// Writes a file of the store, and its second copy.
    private func write(_ bytes: [UInt8], to path: String) throws {
        for place in [commands.store + "/", commands.store + "/mirror/"] {
            let whole = place + path
            mkdir(String(whole[..<(whole.lastIndex(of: "/") ?? whole.startIndex)]), 0o700)
            unlink(whole)
            guard let file = fopen(whole, "wx") else {
                throw TestFailure.system("creating \(whole)")
            }
            defer { fclose(file) }
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
                throw TestFailure.system("writing \(whole)")
            }
        }
    }
}
