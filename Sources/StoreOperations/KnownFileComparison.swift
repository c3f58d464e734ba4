import Hashing
import StoreModel
import StoreRepository
import Synchronization

/// A file that is being compared with a blob's recipe, by several threads.
final class KnownFileComparison: Sendable {
    /// The file's place in the tree.
    let position: Int
    let file: SourceFile
    let content: Digest
    let recipe: [RecipeEntry]
    private let differs = Atomic<Bool>(false)

    init(position: Int, file: SourceFile, content: Digest, recipe: [RecipeEntry]) {
        self.position = position
        self.file = file
        self.content = content
        self.recipe = recipe
    }

    /// Whether no chunk that was looked at differs.
    var isSame: Bool { !differs.load(ordering: .relaxed) }

    /// Looks at the chunks of one segment.
    func compare(_ segment: KnownFileSegment, with reader: SegmentReader, _ hasher: PairHasher)
        throws(StoreError)
    {
        guard isSame else { return }
        try reader.read(segment.range, of: file)
        var position = 0
        var earlier: (UnsafeRawBufferPointer, Digest)?
        for entry in recipe[segment.entries] where isSame {
            let chunk = reader.bytes(position..<position + Int(entry.plainLength))
            position += Int(entry.plainLength)
            guard let (first, expected) = earlier else {
                earlier = (chunk, entry.chunk)
                continue
            }
            earlier = nil
            note(hasher.digests(of: first, and: chunk) == (expected, entry.chunk))
        }
        if let (last, expected) = earlier, isSame {
            note(SHA256Hasher.digest(of: last) == expected)
        }
    }

    private func note(_ isEqual: Bool) {
        if !isEqual { differs.store(true, ordering: .relaxed) }
    }
}
