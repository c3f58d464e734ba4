import Hashing
import StoreInterface
package import StoreModel

/// Finds out what the versions of a store need, and keeps up with versions that come meanwhile. One
/// thread's.
package final class GarbageMark {
    let inventory: GarbageInventory
    package let marks: LiveMarks
    private let repository: Repository
    /// Versions to be looked at as if they had been removed.
    private let doomed: [ModelName: Set<VersionID>]

    /// Marks everything that is registered now. Throws `integrity` if an index, a journal or a manifest
    /// cannot be read: what it names would look like garbage.
    package init(
        _ repository: Repository, without doomed: [ModelName: Set<VersionID>] = [:]
    ) throws(StoreError) {
        self.repository = repository
        self.doomed = doomed
        inventory = try GarbageInventory(repository.storage)
        var indexes: [PackIndex] = []
        for id in inventory.indexedPacks {
            if let index = try Self.index(of: id, in: repository) { indexes.append(index) }
        }
        marks = LiveMarks(indexes)
        try catchUp()
    }

    /// Marks the versions that were registered since. What they need may be in packs that came after
    /// the table was made: those are there before the record of the version is.
    package func catchUp() throws(StoreError) {
        let fresh = try unmarked()
        guard !fresh.isEmpty else { return }
        try learnNewPacks()
        for (model, entry) in fresh { try mark(entry, of: model) }
    }

    private func unmarked() throws(StoreError) -> [(ModelName, VersionEntry)] {
        var found: [(ModelName, VersionEntry)] = []
        for model in try repository.models() {
            let state = try repository.state(of: model)
            if let damage = state.damage {
                throw StoreError(
                    .integrity,
                    "the journal of \(model) is damaged, so it is not known what can be removed",
                    fix: "store verify --all --repair", cause: damage.message)
            }
            for entry in state.versions where !marks.manifests.contains(entry.manifest) {
                guard doomed[model]?.contains(entry.id) != true else { continue }
                found.append((model, entry))
            }
        }
        return found
    }

    private func mark(_ entry: VersionEntry, of model: ModelName) throws(StoreError) {
        let manifest: Manifest
        do throws(StoreError) {
            let bytes = try repository.manifestBytes(entry.manifest)
            if marks.mark(entry.manifest, blobsOf: bytes) { return }
            // It says what is wrong, and with which file.
            manifest = try Manifest(parsing: bytes)
        } catch {
            // A disk that fails, or no memory, says nothing of the manifest.
            guard error.code == .integrity else { throw error }
            throw StoreError(
                .integrity,
                "the manifest of \(model)@\(entry.id) cannot be read, so it is not known what can "
                    + "be removed",
                fix: "store verify \(model)@\(entry.id) --repair", cause: error.message)
        }
        try marks.mark(entry.manifest, manifest)
    }

    /// Packs that came after the table was made, or came back since the sweep has moved them.
    func learnNewPacks() throws(StoreError) {
        for id in try GarbageInventory(repository.storage).indexedPacks where !marks.isKnown(id) {
            guard let index = try Self.index(of: id, in: repository) else { continue }
            marks.add(newcomer: index)
        }
    }

    /// nil if a repair has just replaced the pack.
    private static func index(
        of id: Digest, in repository: Repository
    ) throws(StoreError) -> PackIndex? {
        do throws(StoreError) {
            return try repository.packs.readIndex(id)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}
