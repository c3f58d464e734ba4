package import Hashing
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
            guard try storage.information(twin) != nil else { throw missing(error, digest) }
            return try checkedBytes(twin, digest)
        }
    }

    /// The bytes of one copy, which must hash to their name.
    package func checkedBytes(
        _ key: ObjectKey, _ digest: Digest
    ) throws(StoreError) -> [UInt8] {
        let bytes = try storage.readAll(key, limit: Manifest.byteLimit)
        guard SHA256Hasher.digest(of: bytes) == digest else {
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
    package func openBlob(
        _ digest: Digest, size: UInt64
    ) throws(StoreError) -> any BlobReader {
        guard size > 0 else {
            // The blob of no bytes is in every store from its beginning.
            let beginning = try storage.information(ObjectLayout.format)?.modified ?? now
            return StoredBlob(recipe: [], stored: beginning, source: chunks, cache: cache)
        }
        guard let (recipe, stored) = try recipe(of: digest, size: size) else {
            throw StoreError(
                .integrity, "blob \(digest.short) of \(size) bytes is not in the store",
                fix: "store verify --all --repair-from STORE")
        }
        return StoredBlob(recipe: recipe, stored: stored, source: chunks, cache: cache)
    }

    /// The chunks of a blob, all of which stand in some pack, and when the blob was first stored;
    /// nil if the blob or one of its chunks is missing.
    package func recipe(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> ([RecipeEntry], Timestamp)? {
        if let found = try knownRecipe(of: digest, size: size) { return found }
        // Another process may have stored it since the packs were looked through.
        try packs.refresh()
        return try knownRecipe(of: digest, size: size)
    }

    private func knownRecipe(
        of digest: Digest, size: UInt64
    ) throws(StoreError) -> ([RecipeEntry], Timestamp)? {
        for (pack, record) in try packs.recipes(of: digest) where record.size == size {
            let recipe = pack.index.recipe(of: record)
            if try isComplete(recipe) { return (recipe, pack.stored) }
        }
        // A blob of one chunk has the chunk's digest and needs no recipe. The oldest place counts.
        let places = try packs.knownPlaces(of: digest)
        guard let (pack, chunk) = places.last(where: { UInt64($0.1.plainLength) == size }) else {
            return nil
        }
        return ([RecipeEntry(chunk: digest, plainLength: chunk.plainLength)], pack.stored)
    }

    private func isComplete(_ recipe: [RecipeEntry]) throws(StoreError) -> Bool {
        for entry in recipe {
            let places = try packs.knownPlaces(of: entry.chunk)
            guard places.contains(where: { $0.1.plainLength == entry.plainLength }) else {
                return false
            }
        }
        return true
    }
}
