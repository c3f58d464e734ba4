import Compression
import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// Versions that come while gc is at work, and content that is not where it was a moment ago.
@Suite struct GarbageSafetyTests {
    static let two = CollectGarbageTests.two
    /// Several chunks.
    static let large = TestData.incompressible(5_000_000, seed: 7)
    static let other = TestData.incompressible(5_000_000, seed: 8)

    /// Writes a pack of these chunks, with a recipe if there is a blob that they make.
    @discardableResult
    static func pack(
        _ chunks: [[UInt8]], of blob: [UInt8]? = nil, recipe: [[UInt8]] = [], in store: GarbageStore
    ) throws -> Pack {
        let writer = try PackWriter(store.reopened())
        for chunk in chunks {
            try chunk.withUnsafeBytes {
                try writer.add(
                    SHA256Hasher.digest(of: chunk), plainLength: chunk.count, codec: .raw,
                    stored: $0)
            }
        }
        if let blob {
            let entries = recipe.map {
                RecipeEntry(chunk: SHA256Hasher.digest(of: $0), plainLength: UInt32($0.count))
            }
            writer.addBlob(
                SHA256Hasher.digest(of: blob), size: UInt64(blob.count), recipe: entries)
        }
        return try #require(try writer.finish())
    }

    /// Registers a version of one file, as a push does that has found all of it.
    static func register(_ version: String, _ file: [UInt8], in store: GarbageStore) throws {
        let model = try ModelName("hand")
        let id = try VersionID(version)
        var manifest = Manifest(model: model, version: id, created: store.repository.now)
        manifest.files = [
            ManifestFile(
                path: "a", size: UInt64(file.count), sha256: SHA256Hasher.digest(of: file))
        ]
        let bytes = manifest.json.canonicalBytes
        let digest = SHA256Hasher.digest(of: bytes)
        let repository = try store.reopened()
        try repository.putRoot(bytes, as: ObjectLayout.manifest(digest))
        _ = try repository.commit(to: model, actor: "test@here") {
            (_: ModelState?) throws(StoreError) -> TransitionDraft? in
            let entry = VersionEntry(id: id, number: 1, manifest: digest)
            return TransitionDraft(
                action: .push, reason: nil, moves: [.latest: entry], registers: entry)
        }
    }

    /// Moves a pack aside as gc does, into batch 7.
    static func moveAside(_ packs: [String], in store: GarbageStore) throws {
        let root = try Directory(path: store.path)
        let trash = try DurableDirectory(root: root).directory("trash/7")
        for pack in packs where pack.hasSuffix(".idx") {
            let file = String(pack.dropLast(4)) + ".pack"
            for name in ["mirror/" + pack, pack, file] {
                let flat = name.split(separator: "/").joined(separator: "!")
                #expect(try root.moveFile(name, to: trash, as: flat))
            }
        }
    }

    static func collect(
        _ mark: GarbageMark, in store: GarbageStore
    ) throws -> GarbageCollection.Outcome {
        let repository = try store.reopened()
        return try repository.collectingAlone { () throws(StoreError) in
            try GarbageCollection(repository).collect(mark)
        }
    }

    /// The version's recipe is in a pack that came after the mark, and one of its chunks in a pack
    /// that nothing needed then.
    @Test func aRecipeThatComesAfterTheMarkIsFollowed() throws {
        try GarbageStore.with { store throws in
            let blob = Array(Self.large.prefix(3000))
            let left = Array(blob[..<1000])
            let right = Array(blob[1000...])
            let halves = [Array(blob[..<1500]), Array(blob[1500...])]
            try Self.pack(halves, of: blob, recipe: halves, in: store)
            let needed = try Self.pack([left], in: store)
            let mark = try GarbageMark(store.reopened())
            try Self.pack([right], of: blob, recipe: [left, right], in: store)
            try Self.register("v1", blob, in: store)
            let outcome = try Self.collect(mark, in: store)
            #expect(outcome.objects == [])
            #expect(try store.reopened().packs.holds(needed.index.chunk(at: 0).digest))
            #expect(try store.problems() == [])
        }
    }

    /// A pack that this run has moved aside makes no blob complete.
    @Test func aPackThatWasMovedMakesNothingComplete() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            try store.push("v2", ["b": Self.two])
            try store.remove("v1")
            let mark = try GarbageMark(store.reopened())
            let outcome = try Self.collect(mark, in: store)
            #expect(outcome.objects.contains { $0.kind == .pack })
            try Self.register("v1", Self.large, in: store)
            let error = #expect(throws: StoreError.self) { try mark.catchUp() }
            #expect(error?.code == .integrity)
        }
    }

    /// One that a push has brought back does.
    @Test func aPackThatCameBackIsSeen() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            try store.push("v2", ["b": Self.two])
            try store.remove("v1")
            let lease = try QuarantineTests.lease("push", in: store)
            let mark = try GarbageMark(store.reopened())
            let outcome = try Self.collect(mark, in: store)
            #expect(outcome.objects.contains { $0.kind == .pack })
            try store.push("v3", ["a": Self.large])
            try mark.catchUp()
            lease.release()
            try store.collect()
            #expect(try store.content("v3") == ["a": Self.large])
            #expect(try store.problems() == [])
        }
    }

    @Test func nothingIsSecuredThatIsNotThere() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["b": Self.two])
            let gone = (digest: SHA256Hasher.digest(of: Self.large), size: UInt64(5_000_000))
            let error = #expect(throws: StoreError.self) { try store.reopened().secure([gone]) }
            #expect(error?.code == .integrity)
        }
    }

    /// A recipe in quarantine, of a batch that no lease of this push's holds, goes while it runs.
    @Test func aRecipeInQuarantineIsNotReliedOn() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            let packs = try store.files("packs")
            let index = try #require(try store.reopened().packs.all().first?.index)
            let record = try #require(index.blob(SHA256Hasher.digest(of: Self.large)))
            var offset = 0
            let chunks = index.recipe(of: record).map { entry in
                defer { offset += Int(entry.plainLength) }
                return Array(Self.large[offset..<offset + Int(entry.plainLength)])
            }
            #expect(chunks.count > 1)
            try Self.pack(chunks, in: store)
            try Self.moveAside(packs, in: store)
            let moment = MomentOfPush { TreeRemoval.remove(store.path + "/trash/7") }
            try store.push("v2", ["a": Self.large], progress: moment)
            try moment.check()
            #expect(try store.content("v2") == ["a": Self.large])
            #expect(try store.problems() == [])
        }
    }

    /// Another recipe that is proved, but of which a chunk is lost, does not stand for the push's own.
    @Test func aProvedRecipeOfLostChunksIsNotEnough() throws {
        try GarbageStore.with { store throws in
            let blob = Self.large
            let pieces = stride(from: 0, to: blob.count, by: 500_000).map {
                Array(blob[$0..<min($0 + 500_000, blob.count)])
            }
            let pack = try Self.pack(pieces, of: blob, recipe: pieces, in: store)
            store.repository.proofs.recordAll(of: pack)
            try store.repository.storage.replace(
                ObjectLayout.pack(pack.id), with: Array(blob.prefix(1000)))
            try store.push("v1", ["a": blob])
            #expect(try store.content("v1") == ["a": blob])
        }
    }

    @Test func proofsOfPacksThatAreNewerThanTheMarkStay() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            let mark = try GarbageMark(store.reopened())
            try store.push("v2", ["a": Self.other])
            let proofs = try store.files("cache/recipes")
            #expect(proofs.count == 2)
            #expect(try Self.collect(mark, in: store).objects == [])
            #expect(try store.files("cache/recipes") == proofs)
        }
    }

    @Test func aProofGoesWithItsPackAndNotBefore() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            try store.push("v2", ["b": Array("small".utf8)])
            let lease = try QuarantineTests.lease("push", in: store)
            try store.collect(keepLast: 1)
            #expect(try store.files("cache/recipes").count == 1)
            lease.release()
            let plan = try store.collect(.dryRun)
            let report = try store.collect()
            #expect(plan.outcome.objects == report.outcome.objects)
            #expect(report.outcome.objects.contains { $0.kind == .cache })
            #expect(try store.files("cache/recipes").isEmpty)
        }
    }

    @Test func aDamagedVersionThatIsToGoIsNoObstacle() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            let name = try #require(try store.files("manifests").first)
            try store.push("v2", ["b": Self.two])
            for copy in [name, "mirror/" + name] {
                try store.repository.storage.replace(ObjectKey(copy), with: Array("{}".utf8))
            }
            let report = try store.collect(keepLast: 1)
            #expect(report.removed.map(\.entry.id.text) == ["v1"])
            #expect(try store.problems() == [])
        }
    }

    /// gc would delete it.
    @Test func whatALiveVersionHasOnlyInQuarantineIsMissing() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            let packs = try store.files("packs")
            try Self.moveAside(packs, in: store)
            let problems = try store.problems()
            #expect(problems.map(\.kind) == [.missing] && problems.first?.path == "a")
            let repair = VerifyRequest(scope: .everything, strictness: .strict, repair: .fromMirror)
            let report = try Verify(
                repository: store.reopened(), request: repair, progress: NoProgress()
            ).run()
            #expect(report.isSound && report.problems.map(\.repaired) == [true])
            #expect(try store.files("packs") == packs)
            #expect(try store.problems() == [])
        }
    }

    @Test func promoteMovesBackWhatStandsInQuarantine() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.large])
            let packs = try store.files("packs")
            try Self.moveAside(packs, in: store)
            _ = try Promote(
                Reference("v1"), selection: ModelSelection(nil), reason: "r", actor: "a"
            ).run(in: store.reopened())
            #expect(try store.files("packs") == packs)
            #expect(try store.problems() == [])
        }
    }

    @Test func whatIsRememberedOfASourceGoesAfterAMonth() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.two])
            let key = "cache/stat/ab/" + SHA256Hasher.digest(of: Self.two).hex
            try store.repository.storage.put([1], as: ObjectKey(key))
            #expect(try store.collect().outcome.objects == [])
            let later = try store.collect(milliseconds: 31 * 86_400_000).outcome.objects
            #expect(later.contains { $0.key.text == key && $0.kind == .cache })
            #expect(try !store.files().contains(key))
        }
    }
}
