import Glibc
import Hashing
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// A forged index under a real mount: sound chunks in the wrong order are never served.
@Suite(.enabled(if: MountPlayground.isPossible, "needs root and /dev/fuse"))
struct LyingRecipeMountTests {
    static let size = 3_000_000

    @Test func wrongOrderIsAnInputOutputError() throws {
        try MountPlayground.with { playground in
            try playground.shell(
                """
                mkdir "$R/tree"; echo other > "$R/tree/other"
                head -c \(Self.size) /dev/urandom > "$R/tree/w"
                """)
            try playground.run(["push", playground.root + "/tree", "--version", "v1"])
            try Self.forge(in: playground.store)
            try playground.startMount()
            let said = try playground.shell(
                """
                cat "$M/versions/v1/w" 2>&1 | tail -c 100 || true
                dd if="$M/versions/v1/w" bs=4096 skip=3 count=1 2>&1 | tail -c 100 || true
                """)
            #expect(said.split(separator: "\n").count == 2)
            #expect(said.split(separator: "\n").allSatisfy { $0.hasSuffix("Input/output error") })
            #expect(try playground.read("versions/v1/other") == "other\n")
        }
    }

    /// Leaves one pack, whose index puts the chunks of the one large file together backwards. What is
    /// random is stored raw.
    private static func forge(in store: String) throws {
        let repository = try Repository.open(at: store)
        let honest = try #require(try repository.packs.all().first)
        let index = try honest.index
        let blob = index.blob(at: 0)
        let writer = try PackWriter(repository)
        for position in 0..<index.chunkCount {
            let chunk = index.chunk(at: position)
            var bytes = [UInt8](repeating: 0, count: Int(chunk.plainLength))
            try bytes.withUnsafeMutableBytes {
                try repository.chunks.read(chunk.digest, into: $0)
                try writer.add(
                    chunk.digest, plainLength: $0.count, codec: chunk.codec, stored: .init($0))
            }
        }
        let recipe: [RecipeEntry] = index.recipe(of: blob).reversed()
        writer.addBlob(blob.digest, size: blob.size, recipe: recipe)
        _ = try writer.finish(replacing: honest)
    }
}
