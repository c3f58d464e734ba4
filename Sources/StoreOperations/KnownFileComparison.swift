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
    func compare(_ segment: KnownFileSegment, with reader: SegmentReader, _ hasher: DigestLanes)
        throws(StoreError)
    {
        guard isSame else { return }
        try reader.read(segment.range, of: file)
        var position = 0
        var waiting = recipe[segment.entries]
        var expected = [Digest?](repeating: nil, count: DigestLanes.count)
        hasher.hash { lane in
            guard isSame, let entry = waiting.popFirst() else { return nil }
            expected[lane] = entry.chunk
            defer { position += Int(entry.plainLength) }
            return reader.bytes(position..<position + Int(entry.plainLength))
        } done: { lane, digest in
            if digest != expected[lane] { differs.store(true, ordering: .relaxed) }
        }
    }
}
