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

    /// What a manifest says a file is: one that lies about the size means another blob.
    private struct Blob: Hashable, Comparable {
        let digest: Digest
        let size: UInt64

        static func < (left: Blob, right: Blob) -> Bool {
            left.digest == right.digest ? left.size < right.size : left.digest < right.digest
        }
    }

    /// A file of some versions.
    private struct Use {
        let path: String
        var versions: [VersionID]
        /// The same versions, each with its model.
        var owners: [(model: ModelName, version: VersionID)] = []
    }

    /// `damaged` holds what the packs' own check found; it is empty if only one version is asked for,
    /// whose blobs are then read whole.
    func run(_ versions: [VerifiedVersion], _ damaged: DamagedChunks) throws(StoreError) {
        let uses = VerifyBlobs.uses(of: versions)
        var usesOfChunk: [Digest: [Blob]] = [:]
        let repair = RepairPacks(repository: repository, repair: request.repair)
        for (blob, use) in uses.sorted(by: { $0.value.path < $1.value.path }) {
            let recipes = try repository.recipesInUse(of: blob.digest, size: blob.size)
            guard !recipes.isEmpty else {
                try addMissing(blob, use, repair)
                continue
            }
            if !damaged.isEmpty {
                for entry in recipes[0].entries {
                    usesOfChunk[entry.chunk, default: []].append(blob)
                }
            }
            for recipe in recipes { try checkContent(blob, use, recipe, repair) }
        }
        let mended = try RepairDamage(repository: repository, packs: repair).run(damaged)
        for pack in damaged.packs { report(pack, damaged, uses, usesOfChunk, mended) }
    }

    private static func uses(of versions: [VerifiedVersion]) -> [Blob: Use] {
        var uses: [Blob: Use] = [:]
        for version in versions {
            let owner = (model: version.manifest.model, version: version.entry.id)
            for file in version.manifest.files where file.size > 0 {
                let blob = Blob(digest: file.sha256, size: file.size)
                var use = uses[blob] ?? Use(path: file.path, versions: [])
                if use.versions.last != version.entry.id { use.versions.append(version.entry.id) }
                if use.owners.last.map({ $0 != owner }) ?? true { use.owners.append(owner) }
                uses[blob] = use
            }
        }
        return uses
    }

    /// What stands only in quarantine is missing too, because gc will delete it: a repair moves it
    /// back. It is in order only if gc has removed all its versions since they were listed.
    private func addMissing(
        _ blob: Blob, _ use: Use, _ repair: RepairPacks
    ) throws(StoreError) {
        guard try isLive(use) else { return }
        var outcome = VerifyRepairOutcome.left
        if request.repairs, try repository.resurrect(blob: blob.digest, size: blob.size) {
            outcome = .repaired
        } else {
            outcome = try repair.fetch(blob.digest, size: blob.size)
        }
        add("sha256:\(blob.digest)", .missing, use, outcome)
    }

    /// Whether one of the versions is still registered.
    private func isLive(_ use: Use) throws(StoreError) -> Bool {
        for (model, id) in use.owners {
            let state = try repository.state(of: model)
            // What a damaged journal says of removals is not known.
            if state.damage != nil || state.version(id) != nil { return true }
        }
        return false
    }

    /// A full read where there is a recipe that nobody has proved, or where one version alone is looked
    /// at: the chunks themselves have been read with their packs otherwise, and chunks that are right
    /// make what a proved recipe says.
    private func checkContent(
        _ blob: Blob, _ use: Use, _ recipe: StoredRecipe, _ repair: RepairPacks
    ) throws(StoreError) {
        var isWhole =
            recipe.entries.count > 1 && !repository.proofs.holds(blob.digest, in: recipe.pack.id)
        if case .version = request.scope { isWhole = true }
        if request.strictness == .strict { isWhole = true }
        guard isWhole else { return }
        findings.checked(bytes: blob.size)
        do throws(StoreError) {
            guard try !repository.prove(recipe, of: blob.digest) else { return }
            add("sha256:\(blob.digest)", .corrupt, use, .left)
        } catch {
            guard error.code == .integrity || error.code == .inputOutput else { throw error }
            // Under `.everything` the pack's own finding says which chunk it is.
            guard case .version = request.scope else { return }
            let outcome = try repair.fetch(blob.digest, size: blob.size)
            add("sha256:\(blob.digest)", .corrupt, use, outcome)
        }
        progress.advance(
            ProgressEvent(phase: .check, bytesDone: findings.report.bytes, bytesTotal: nil))
    }

    /// A file is mended if all of it that was damaged in this pack is, and all that is the difference
    /// from that.
    private func report(
        _ pack: Digest, _ damaged: DamagedChunks, _ uses: [Blob: Use],
        _ usesOfChunk: [Digest: [Blob]], _ mended: Set<DamagedCopy>
    ) {
        let own = (damaged.byPack[pack] ?? []).map { DamagedCopy(chunk: $0, pack: pack) }
        let dependents = damaged.dependents[pack] ?? []
        let copies = own + dependents.map { DamagedCopy(chunk: $0.chunk, pack: $0.pack) }
        let object = ObjectLayout.pack(pack).text
        var left: [Blob: Bool] = [:]
        for copy in copies {
            for blob in usesOfChunk[copy.chunk] ?? [] {
                left[blob] = left[blob] == true || !mended.contains(copy)
            }
        }
        for (blob, isLeft) in left.sorted(by: { $0.key < $1.key }) {
            if let use = uses[blob] { add(object, .corrupt, use, isLeft ? .left : .repaired) }
        }
        let bases = Set(dependents.filter { usesOfChunk[$0.chunk] != nil }.map(\.base))
        let isMended = own.filter { usesOfChunk[$0.chunk] == nil && !bases.contains($0.chunk) }
            .allSatisfy(mended.contains)
        // Nobody's chunks are told only where no file tells of the pack.
        guard left.isEmpty || !isMended else { return }
        findings.add(object, .corrupt, repaired: isMended ? .repaired : .left)
    }

    private func add(
        _ object: String, _ kind: VerifyReport.Problem.Kind, _ use: Use,
        _ outcome: VerifyRepairOutcome
    ) {
        findings.add(
            object, kind, path: use.path, versions: use.versions, repaired: outcome)
    }
}
