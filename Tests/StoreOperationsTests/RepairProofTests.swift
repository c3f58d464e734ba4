import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// A pack that a repair wrote anew holds the recipes of the old one, and they are as proved as before.
@Suite struct RepairProofTests {
    @Test(arguments: [true, false]) func whatWasProvedStaysSo(wasProved: Bool) throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            // Stored raw although it compresses: the repair makes another pack of it.
            try fixture.write("w", Self.content)
            let file = try Self.pushRaw(fixture)
            let old = try #require(try fixture.reopened().repository.packs.all().first)
            if wasProved {
                fixture.repository.proofs.recordAll(of: old)
            } else {
                try LyingRecipeTests.forgetProofs(fixture)
            }
            let other = try Repository.create(in: MemoryStorage())
            try Self.addRaw(to: other)
            try VerifyTests.rot(fixture.storage, ObjectLayout.pack(old.id))
            let repository = try Repository(storage: fixture.storage, path: "memory")
            let request = VerifyRequest(
                scope: .everything, strictness: .standard, repair: .fromStore(other))
            #expect(
                try Verify(repository: repository, request: request, progress: NoProgress())
                    .run().isSound)
            let new = try #require(try fixture.reopened().repository.packs.all().first)
            #expect(new.id != old.id)
            #expect(try fixture.reopened().repository.proofs.holds(file, in: new.id) == wasProved)
        }
    }

    private static let content = [UInt8](repeating: 7, count: 200_000)

    /// Pushes the source, and puts a pack with raw chunks in the place of the one it made.
    private static func pushRaw(_ fixture: PushFixture) throws -> Digest {
        try fixture.push("v1")
        let made = try VerifyTests.keys(fixture.storage, "packs")
        try addRaw(to: fixture.repository)
        for key in made {
            try fixture.storage.delete(key)
            try fixture.storage.delete(ObjectLayout.mirror(key))
        }
        return SHA256Hasher.digest(of: content)
    }

    private static func addRaw(to repository: Repository) throws {
        let writer = try PackWriter(repository)
        var recipe: [RecipeEntry] = []
        for part in [content.prefix(50_000), content.dropFirst(50_000)] {
            try Array(part).withUnsafeBytes {
                let digest = SHA256Hasher.digest(of: $0)
                recipe.append(RecipeEntry(chunk: digest, plainLength: UInt32($0.count)))
                try writer.add(digest, plainLength: $0.count, codec: .raw, stored: $0)
            }
        }
        let blob = SHA256Hasher.digest(of: content)
        writer.addBlob(blob, size: UInt64(content.count), recipe: recipe)
        try writer.finish()
    }
}
