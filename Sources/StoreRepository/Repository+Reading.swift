package import Hashing
import Sabotage
package import StoreInterface
package import StoreModel

extension Repository: VersionCatalogue {
    package func models() throws(StoreError) -> [ModelName] { try journal.models() }

    package func state(of model: ModelName) throws(StoreError) -> ModelState {
        try journal.state(of: model)
    }

    package func transition(
        of model: ModelName, generation: UInt64
    ) throws(StoreError) -> Transition {
        try journal.read(model, generation).0
    }
}

extension Repository: ManifestSource {
    package func manifestBytes(_ digest: Digest) throws(StoreError) -> [UInt8] {
        let key = ObjectLayout.manifest(digest)
        do throws(StoreError) {
            return try checkedBytes(key, digest)
        } catch {
            guard error.code == .integrity || error.code == .notFound else { throw error }
            let twin = ObjectLayout.mirror(key)
            if try storage.information(twin) != nil { return try checkedBytes(twin, digest) }
            // Of a version that was removed while somebody reads it.
            guard let place = try Quarantine(storage).place(of: key) else {
                throw missing(error, digest)
            }
            return try checkedBytes(place, digest)
        }
    }

    /// The bytes of one copy, which must hash to their name.
    package func checkedBytes(
        _ key: ObjectKey, _ digest: Digest
    ) throws(StoreError) -> [UInt8] {
        let bytes = try storage.readAll(key, limit: Manifest.byteLimit)
        guard SHA256Hasher.digest(of: bytes) == digest || Sabotage.skipsManifestDigest else {
            throw StoreError(
                .integrity, "\(key) does not match its name", fix: "store verify --all --repair")
        }
        return bytes
    }

    /// A manifest that a journal names and nobody has is damage, not absence.
    private func missing(_ error: StoreError, _ digest: Digest) -> StoreError {
        guard error.code == .notFound else { return error }
        return StoreError(
            .integrity, "manifest \(digest.short) is missing", fix: "store verify --all --repair",
            cause: error.cause)
    }
}

extension Repository: BlobOpener {
    /// Hashes the whole blob first if nobody has proved its recipe yet.
    package func openBlob(
        _ digest: Digest, size: UInt64
    ) throws(StoreError) -> any BlobReader {
        guard size > 0 else { return blob(of: []) }
        var last = StoreError(
            .integrity, "no recipe of blob \(digest.short) makes its bytes",
            fix: "store verify --all --repair-from STORE")
        for recipe in try recipes(of: digest, size: size) {
            do throws(StoreError) {
                if try isProved(recipe, of: digest) { return blob(of: recipe.entries) }
            } catch {
                // A damaged chunk of one recipe says nothing of the next.
                guard error.code == .integrity || error.code == .inputOutput else { throw error }
                last = error
            }
        }
        throw last
    }

    package func timeStored(_ digest: Digest, size: UInt64) throws(StoreError) -> Timestamp {
        guard size > 0 else {
            // The blob of no bytes is in every store from its beginning.
            return try storage.information(ObjectLayout.format)?.modified ?? now
        }
        let times = try recipes(of: digest, size: size).map(\.pack.stored)
        return times.min() ?? now
    }

    /// Every list of chunks that is said to make a blob and whose chunks all stand in some pack, never
    /// empty: proved ones first, then the newest. Throws `integrity` if the blob or one of its chunks
    /// is missing.
    package func recipes(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> [StoredRecipe] {
        let found = try recipesInUse(of: digest, size: size)
        guard found.isEmpty else { return found }
        let swept = try sweptRecipes(of: digest, size: size)
        guard swept.isEmpty else { return swept }
        throw StoreError(
            .integrity, "blob \(digest.short) of \(size) bytes is not in the store",
            fix: "store verify --all --repair-from STORE")
    }

    /// The same without what is in quarantine; empty if there is none.
    package func recipesInUse(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> [StoredRecipe] {
        let known = try knownRecipes(of: digest, size: size)
        guard known.isEmpty else { return known }
        // Another process may have stored it since the packs were looked through.
        try packs.refresh()
        return try knownRecipes(of: digest, size: size)
    }

    private func blob(of entries: [RecipeEntry]) -> StoredBlob {
        StoredBlob(recipe: entries, source: chunks, cache: cache)
    }

    private func isProved(
        _ recipe: StoredRecipe, of blob: Digest
    ) throws(StoreError) -> Bool {
        // A blob of one chunk is its chunk, which is hashed whenever it is read.
        if recipe.entries.count == 1, recipe.entries[0].chunk == blob { return true }
        if Sabotage.skipsRecipeProof { return true }
        if proofs.holds(blob, in: recipe.pack.id) { return true }
        return try proofs.alone(with: blob) { () throws(StoreError) in
            if proofs.holds(blob, in: recipe.pack.id) { return true }
            return try prove(recipe, of: blob)
        }
    }

    /// Follows a recipe to its end and says whether it makes `blob`, which is remembered.
    package func prove(_ recipe: StoredRecipe, of digest: Digest) throws(StoreError) -> Bool {
        guard try blob(of: recipe.entries).digest() == digest else { return false }
        if recipe.entries.count > 1 { proofs.record(digest, in: recipe.pack) }
        return true
    }

    /// The recipes in the packs known so far.
    func knownRecipes(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> [StoredRecipe] {
        // A blob of one chunk has the chunk's digest and needs no recipe.
        let places = try packs.knownPlaces(of: digest)
        if places.contains(where: { UInt64($0.1.plainLength) == size }) {
            return places.filter { UInt64($0.1.plainLength) == size }.map { pack, chunk in
                let entry = RecipeEntry(chunk: digest, plainLength: chunk.plainLength)
                return StoredRecipe(pack: pack, entries: [entry])
            }
        }
        var found: [StoredRecipe] = []
        for (pack, record) in try packs.recipes(of: digest) where record.size == size {
            let index = try pack.index
            let entries = index.recipe(of: record)
            guard try isComplete(entries, index) else { continue }
            found.append(StoredRecipe(pack: pack, entries: entries))
        }
        guard found.count > 1 else { return found }
        return found.filter { proofs.holds(digest, in: $0.pack.id) }
            + found.filter { !proofs.holds(digest, in: $0.pack.id) }
    }

    /// The recipes in quarantine, which may need chunks in use too.
    private func sweptRecipes(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> [StoredRecipe] {
        try packs.quarantined.refresh()
        var found: [StoredRecipe] = []
        for pack in try packs.quarantined.known() {
            if let chunk = try pack.index.chunk(digest), UInt64(chunk.plainLength) == size {
                let entry = RecipeEntry(chunk: digest, plainLength: chunk.plainLength)
                found.append(StoredRecipe(pack: pack, entries: [entry]))
            }
            if let record = try pack.index.blob(digest), record.size == size {
                let entries = try pack.index.recipe(of: record)
                found.append(StoredRecipe(pack: pack, entries: entries))
            }
        }
        return found
    }

    /// Whether all chunks of a recipe are known; most are in the pack whose index names them.
    private func isComplete(
        _ recipe: [RecipeEntry], _ own: PackIndex
    ) throws(StoreError) -> Bool {
        for entry in recipe where own.chunk(entry.chunk)?.plainLength != entry.plainLength {
            let places = try packs.knownPlaces(of: entry.chunk)
            guard places.contains(where: { $0.1.plainLength == entry.plainLength }) else {
                return false
            }
        }
        return true
    }
}
