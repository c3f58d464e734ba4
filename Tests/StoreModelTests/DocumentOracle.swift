import Hashing
import StoreModel

/// What must hold of manifests and journal records, whatever they were parsed from. Asked by the
/// fuzzer (Tests/Fuzz), which is built with this file, and by the replay of its corpus.
enum DocumentOracle {
    /// What is wrong with how `bytes` are read as a manifest: as they are, and in canonical form.
    static func fault(manifest bytes: [UInt8]) -> String? {
        if let fault = fault(manifestAsItIs: bytes) { return fault }
        guard let document = parsed(bytes) else { return nil }
        return fault(manifestAsItIs: document.canonicalBytes)
    }

    /// The same of a record: as it is, and under the right seal, which no mutation meets by chance.
    static func fault(record bytes: [UInt8]) -> String? {
        if let fault = fault(recordAsItIs: bytes) { return fault }
        guard let sealed = sealed(bytes) else { return nil }
        return fault(recordAsItIs: sealed)
    }

    /// Whether they are read as a manifest or a record, in any of these forms.
    static func isAccepted(_ bytes: [UInt8]) -> Bool {
        let canonical = parsed(bytes)?.canonicalBytes ?? bytes
        // Whether, not why.
        if (try? Manifest(parsing: canonical)) != nil { return true }
        // As above.
        return (try? Transition(parsing: sealed(bytes) ?? bytes)) != nil
    }

    private static func fault(manifestAsItIs bytes: [UInt8]) -> String? {
        let manifest: Manifest
        do throws(StoreError) { manifest = try Manifest(parsing: bytes) } catch {
            return fault(refusal: error)
        }
        guard manifest.json.canonicalBytes == bytes else { return "it is written otherwise" }
        let paths = manifest.files.map(\.path) + manifest.directories
        if let fault = PathOracle.fault(tree: paths) { return fault }
        let isOrdered = zip(manifest.files, manifest.files.dropFirst()).allSatisfy {
            $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        }
        guard isOrdered else { return "its files are not in byte order" }
        var total: UInt64 = 0
        for file in manifest.files {
            total += file.size
            guard total <= 1 << 53 else { return "its sizes add up to more than 2^53" }
        }
        return manifest.totalBytes == total ? nil : "its size is not the sum of its files"
    }

    private static func fault(recordAsItIs bytes: [UInt8]) -> String? {
        let record: Transition
        do throws(StoreError) { record = try Transition(parsing: bytes) } catch {
            return fault(refusal: error)
        }
        guard record.sealedBytes == bytes else { return "it is written otherwise" }
        guard (record.generation == 1) == (record.previous == nil), record.generation > 0 else {
            return "its chain does not begin at generation 1"
        }
        guard (record.generation % 64 == 0) == (record.checkpoint != nil) else {
            return "a checkpoint is where none belongs, or is missing"
        }
        let gone = Set(record.removed)
        guard record.refs.values.allSatisfy({ !gone.contains($0.version) }) else {
            return "a ref names what is removed"
        }
        let digest = SHA256Hasher.digest(of: bytes)
        // A record never follows itself, whatever is said of that.
        guard (try? record.checkFollows(record, digest: digest)) == nil else {
            return "it follows itself"
        }
        return nil
    }

    private static func fault(refusal: StoreError) -> String? {
        guard refusal.code == .integrity else { return "it is refused as \(refusal.code)" }
        return refusal.message.isEmpty ? "it is refused without a word" : nil
    }

    private static func parsed(_ bytes: [UInt8]) -> JSON? {
        // What is no document has no canonical form.
        try? JSONParser.parse(bytes)
    }

    private static func sealed(_ bytes: [UInt8]) -> [UInt8]? {
        guard case .object(var members) = parsed(bytes) else { return nil }
        members["seal"] = nil
        let seal = SHA256Hasher.digest(of: JSON.object(members).canonicalBytes)
        members["seal"] = .string(seal.hex)
        return JSON.object(members).canonicalBytes
    }
}
