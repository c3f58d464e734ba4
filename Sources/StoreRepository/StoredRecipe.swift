/// A list of chunks that a pack's index says make a blob.
package struct StoredRecipe: Sendable {
    /// The pack whose index says so.
    package let pack: Pack
    package let entries: [RecipeEntry]
}
