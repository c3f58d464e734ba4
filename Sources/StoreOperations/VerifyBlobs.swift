import Hashing
import StoreInterface
import StoreModel
import StoreRepository

/// Checks that every file of every version can be read, and lays damaged chunks at the door of the
/// files and versions they touch.
struct VerifyBlobs {
    let repository: Repository
    let request: VerifyRequest
    let findings: VerifyFindings
    let progress: any ProgressObserver

    /// A file of some versions.
    private struct Use {
        let path: String
        let size: UInt64
        var versions: [VersionID]
    }

    /// `damaged` holds what the packs' own check found; it is empty if only one version is asked for,
    /// whose blobs are then read whole.
    func run(_ versions: [VerifiedVersion], _ damaged: DamagedChunks) throws(StoreError) {
        var uses: [Digest: Use] = [:]
        for version in versions {
            for file in version.manifest.files where file.size > 0 {
                var use = uses[file.sha256] ?? Use(path: file.path, size: file.size, versions: [])
                if use.versions.last != version.entry.id { use.versions.append(version.entry.id) }
                uses[file.sha256] = use
            }
        }
        var usesOfChunk: [Digest: [Digest]] = [:]
        let repair = RepairPacks(repository: repository, repair: request.repair)
        for (blob, use) in uses.sorted(by: { $0.value.path < $1.value.path }) {
            let recipes = try recipes(of: blob, use)
            guard !recipes.isEmpty else {
                let outcome = try repair.fetch(blob, size: use.size)
                add("sha256:\(blob)", .missing, use, outcome)
                continue
            }
            if !damaged.isEmpty {
                for entry in recipes[0].entries {
                    usesOfChunk[entry.chunk, default: []].append(blob)
                }
            }
            for recipe in recipes { try checkContent(blob, use, recipe, repair) }
        }
        for (pack, chunks) in damaged.byPack {
            let outcome = try repair.mend(pack, chunks, damaged)
            report(pack, chunks, uses, usesOfChunk, outcome)
        }
    }

    /// None if the blob is missing.
    private func recipes(of blob: Digest, _ use: Use) throws(StoreError) -> [StoredRecipe] {
        do throws(StoreError) {
            return try repository.recipes(of: blob, size: use.size)
        } catch {
            guard error.code == .integrity else { throw error }
            return []
        }
    }

    /// A full read where there is a recipe, which might be wrong, or where one version alone is looked
    /// at: the chunks themselves have been read with their packs otherwise.
    private func checkContent(
        _ blob: Digest, _ use: Use, _ recipe: StoredRecipe, _ repair: RepairPacks
    ) throws(StoreError) {
        var isWhole = recipe.entries.count > 1
        if case .version = request.scope { isWhole = true }
        if request.strictness == .strict { isWhole = true }
        guard isWhole else { return }
        findings.checked(bytes: use.size)
        do throws(StoreError) {
            guard try !repository.prove(recipe, of: blob) else { return }
            add("sha256:\(blob)", .corrupt, use, .left)
        } catch {
            guard error.code == .integrity || error.code == .inputOutput else { throw error }
            // Under `.everything` the pack's own finding says which chunk it is.
            guard case .version = request.scope else { return }
            let outcome = try repair.fetch(blob, size: use.size)
            add("sha256:\(blob)", .corrupt, use, outcome)
        }
        progress.advance(
            ProgressEvent(phase: .check, bytesDone: findings.report.bytes, bytesTotal: nil))
    }

    private func report(
        _ pack: Digest, _ chunks: Set<Digest>, _ uses: [Digest: Use],
        _ usesOfChunk: [Digest: [Digest]], _ outcome: VerifyRepairOutcome
    ) {
        let object = ObjectLayout.pack(pack).text
        let blobs = Set(chunks.flatMap { usesOfChunk[$0] ?? [] })
        guard !blobs.isEmpty else {
            findings.add(object, .corrupt, repaired: outcome)
            return
        }
        for blob in blobs.sorted() {
            if let use = uses[blob] { add(object, .corrupt, use, outcome) }
        }
    }

    private func add(
        _ object: String, _ kind: VerifyReport.Problem.Kind, _ use: Use,
        _ outcome: VerifyRepairOutcome
    ) {
        findings.add(
            object, kind, path: use.path, versions: use.versions, repaired: outcome)
    }
}
