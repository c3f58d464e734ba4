import Compression
import FileIO
import Glibc
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
            try fixture.write("w", TestData.incompressible(3_000_000, seed: 5))
            try fixture.push("v1")
            let honest = try VerifyTests.keys(fixture.storage, "packs")
            try forge(fixture)
            // The honest pack goes, so that the liar's recipe is the only one.
            for key in honest {
                try fixture.storage.delete(key)
                try fixture.storage.delete(ObjectLayout.mirror(key))
            }
            try body(fixture)
        }
    }

    /// Adds a pack with the chunks of `w` and a recipe that puts them together backwards.
    static func forge(_ fixture: PushFixture) throws {
        let file = try #require(try fixture.manifest("v1").files.first)
        let recipe = try #require(
            try fixture.repository.recipes(of: file.sha256, size: file.size).first
        ).entries
        let writer = try PackWriter(fixture.repository)
        for entry in recipe {
            var bytes = [UInt8](repeating: 0, count: Int(entry.plainLength))
            try bytes.withUnsafeMutableBytes {
                try fixture.repository.chunks.read(entry.chunk, into: $0)
                try writer.add(
                    entry.chunk, plainLength: $0.count, codec: .raw, stored: .init($0))
            }
        }
        writer.addBlob(file.sha256, size: file.size, recipe: recipe.reversed())
        try writer.finish()
    }

    static func forgetProofs(_ fixture: PushFixture) throws {
        for key in try VerifyTests.keys(fixture.storage, "cache/recipes") {
            try fixture.storage.delete(key)
        }
    }

    @Test func openingTheFileIsRefused() throws {
        try Self.with { (fixture: PushFixture) throws in
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let file = try #require(try fixture.manifest("v1").files.first)
            let error = #expect(throws: StoreError.self) {
                _ = try fresh.openBlob(file.sha256, size: file.size)
            }
            #expect(error?.code == .integrity)
        }
    }

    @Test(arguments: [true, false]) func anHonestRecipeIsFollowed(hasProofs: Bool) throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            let content = TestData.incompressible(3_000_000, seed: 5)
            try fixture.write("w", content)
            try fixture.push("v1")
            try Self.forge(fixture)
            if !hasProofs { try Self.forgetProofs(fixture) }
            let fresh = try fixture.reopened()
            #expect(try fresh.content("w", of: "v1") == content)
        }
    }

    @Test func aPushDoesNotRelyOnIt() throws {
        try Self.with { (fixture: PushFixture) throws in
            let fresh = try fixture.reopened()
            try fresh.push("v2")
            let content = TestData.incompressible(3_000_000, seed: 5)
            #expect(try fresh.reopened().content("w", of: "v1") == content)
        }
    }

    @Test func whatAPushWroteNeedsNoProof() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", TestData.incompressible(3_000_000, seed: 5))
            try fixture.push("v1")
            let pack = try #require(try fixture.reopened().repository.packs.all().first)
            let blob = try pack.index.blob(at: 0).digest
            #expect(try fixture.reopened().repository.proofs.holds(blob, in: pack.id))
            try Self.forgetProofs(fixture)
            #expect(try !fixture.reopened().repository.proofs.holds(blob, in: pack.id))
            // Whoever reads the file has proved it for everybody.
            _ = try fixture.reopened().content("w", of: "v1")
            #expect(try fixture.reopened().repository.proofs.holds(blob, in: pack.id))
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

    @Test(arguments: [false, true]) func getLeavesNothing(intoEmpty: Bool) throws {
        try Self.with { (fixture: PushFixture) throws in
            try withTemporaryDirectory { (path: String) throws in
                if intoEmpty { mkdir(path + "/out", 0o755) }
                let fresh = try Repository(storage: fixture.storage, path: "memory")
                let error = failure {
                    try Get(fresh).run(
                        Reference("v1"), selection: ModelSelection(nil), into: path + "/out")
                }
                #expect(error?.code == .integrity)
                #expect(error?.code.exitCode == 8)
                let left = try Directory(path: path).entries().compactMap(\.name)
                #expect(left == (intoEmpty ? ["out"] : []))
            }
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
