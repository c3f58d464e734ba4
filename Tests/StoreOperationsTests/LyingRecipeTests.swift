import Compression
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// An index whose recipe puts good chunks together in the wrong order: every chunk is sound, the
/// file is not.
@Suite struct LyingRecipeTests {
    static func with(_ body: (PushFixture) throws -> Void) throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", TestData.incompressible(524_288, seed: 5))
            try fixture.push("v1")
            let file = try #require(try fixture.manifest("v1").files.first)
            let (recipe, _) = try #require(
                try fixture.repository.recipe(of: file.sha256, size: file.size))
            // The honest pack goes, so that the liar's recipe is the only one.
            let chunks = try recipe.map { entry -> [UInt8] in
                var bytes = [UInt8](repeating: 0, count: Int(entry.plainLength))
                try bytes.withUnsafeMutableBytes {
                    try fixture.repository.chunks.read(entry.chunk, into: $0)
                }
                return bytes
            }
            for key in try VerifyTests.keys(fixture.storage, "packs") {
                try fixture.storage.delete(key)
                try fixture.storage.delete(ObjectLayout.mirror(key))
            }
            let liar = try Repository(storage: fixture.storage, path: "memory")
            let writer = try PackWriter(liar)
            for (entry, bytes) in zip(recipe, chunks) {
                try bytes.withUnsafeBytes {
                    try writer.add(
                        entry.chunk, plainLength: bytes.count, codec: .raw, stored: $0)
                }
            }
            writer.addBlob(file.sha256, size: file.size, recipe: recipe.reversed())
            try writer.finish()
            try body(fixture)
        }
    }

    @Test func verifyNamesIt() throws {
        try Self.with { (fixture: PushFixture) throws in
            let report = try VerifyTests.verify(fixture.storage)
            #expect(report.problems.map(\.path) == ["w"])
        }
    }

    @Test func promotionIsRefused() throws {
        try Self.with { (fixture: PushFixture) throws in
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let error = #expect(throws: StoreError.self) {
                _ = try Promote(
                    Reference("v1"), selection: ModelSelection(nil), reason: "x", actor: "a@b"
                ).run(in: fresh)
            }
            #expect(error?.code == .integrity)
        }
    }

    @Test func catSaysThatItIsNotTheFile() throws {
        try Self.with { (fixture: PushFixture) throws in
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let error = #expect(throws: StoreError.self) {
                try Cat(fresh).run(Reference("v1"), path: "w", selection: ModelSelection(nil)) {
                    _ in
                }
            }
            #expect(error?.code == .integrity)
        }
    }
}
