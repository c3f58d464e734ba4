package import Hashing
package import StoreInterface
package import StoreModel

extension Repository {
    /// The chunks of a blob and a reader of its bytes, by a recipe that nobody need have proved: for
    /// those who check what they make of it. nil if no recipe in use has all of its chunks.
    package func unprovedBlob(
        _ digest: Digest, size: UInt64
    ) throws(StoreError) -> (entries: [RecipeEntry], reader: any BlobReader)? {
        guard let recipe = try recipesInUse(of: digest, size: size).first else { return nil }
        let reader = StoredBlob(recipe: recipe.entries, source: chunks, cache: cache)
        return (recipe.entries, reader)
    }
}
