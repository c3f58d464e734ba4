import Hashing
import StoreInterface
import StoreModel
import Synchronization

/// Turns manifests into trees and keeps what is worth keeping. Two threads that miss at once both
/// read; the results are equal, so either may stay.
final class VersionShelf: Sendable {
    private struct State {
        var trees = TreeCache()
        /// Per manifest, never dropped: some 100 bytes a version.
        var summaries: [Digest: VersionSummary] = [:]
    }

    private let manifests: any ManifestSource
    private let state = Mutex(State())

    init(manifests: any ManifestSource) { self.manifests = manifests }

    /// The tree of a version of `model`; throws `integrity` if the manifest is damaged, absent, or
    /// another version's.
    func tree(of model: ModelName, _ target: RefTarget) throws(StoreError) -> VersionTree {
        let tree = try tree(target.manifest)
        try check(target.manifest, model: model, version: target.version.text.utf8)
        return tree
    }

    /// The tree of a manifest that is known to belong where it is used.
    func tree(_ manifest: Digest) throws(StoreError) -> VersionTree {
        if let tree = state.withLock({ $0.trees.tree(manifest) }) { return tree }
        let bytes = try document(manifest)
        let tree = VersionTreeBuilder.tree(
            try Manifest(parsing: bytes), digest: manifest, documentSize: bytes.count)
        state.withLock { state in
            state.trees.insert(tree)
            state.summaries[manifest] = tree.summary
        }
        return tree
    }

    /// A version's few facts, without its tree where they are known; throws as `tree` does.
    func summary(_ manifest: Digest) throws(StoreError) -> VersionSummary {
        if let known = state.withLock({ $0.summaries[manifest] }) { return known }
        return try tree(manifest).summary
    }

    /// The canonical bytes of a manifest. One that the journal names and the store lacks is damage.
    func document(_ manifest: Digest) throws(StoreError) -> [UInt8] {
        do throws(StoreError) {
            return try manifests.manifestBytes(manifest)
        } catch {
            guard error.code == .notFound else { throw error }
            throw StoreError(
                .integrity, "manifest \(manifest.short) is missing", fix: "store verify --repair",
                cause: error.message)
        }
    }

    /// Throws `integrity` if the manifest is not that of the version the journal has it for.
    func check(
        _ manifest: Digest, model: ModelName, version: some Collection<UInt8>
    ) throws(StoreError) {
        let summary = try summary(manifest)
        guard summary.model == model, summary.version.text.utf8.elementsEqual(version) else {
            throw StoreError(
                .integrity,
                "manifest \(manifest.short) says it is \(summary.version) of \(summary.model); "
                    + "the journal has it for another version of \(model)",
                fix: "store verify --all")
        }
    }
}
