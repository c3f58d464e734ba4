import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite struct VerifyTests {
    static func verify(
        _ storage: MemoryStorage, repair: VerifyRequest.Repair = .none,
        scope: VerifyRequest.Scope = .everything
    ) throws -> VerifyReport {
        try Verify(
            repository: Repository(storage: storage, path: "memory"),
            request: VerifyRequest(scope: scope, strictness: .strict, repair: repair),
            progress: NoProgress()
        ).run()
    }

    /// A store with two versions that share a file.
    static func with(_ body: (PushFixture) throws -> Void) throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("shared", TestData.incompressible(600_000, seed: 1))
            try fixture.write("own", "one")
            try fixture.push("v1")
            try fixture.write("own", "two")
            try fixture.push("v2")
            try body(fixture)
        }
    }

    /// Keys of all objects whose key begins with `prefix`.
    static func keys(_ storage: MemoryStorage, _ prefix: String) throws -> [ObjectKey] {
        try storage.list(prefix).flatMap { item -> [ObjectKey] in
            let path = prefix + "/" + item.name
            return item.isPrefix ? try keys(storage, path) : [ObjectKey(path)]
        }.sorted()
    }

    static func rot(_ storage: MemoryStorage, _ key: ObjectKey, at offset: Int = 10) throws {
        var bytes = try storage.readAll(key, limit: 1 << 26)
        bytes[min(offset, bytes.count - 1)] ^= 0x40
        try storage.replace(key, with: bytes)
    }

    @Test func aSoundStoreIsSound() throws {
        try Self.with { (fixture: PushFixture) throws in
            let report = try Self.verify(fixture.storage)
            #expect(report.isSound && report.problems.isEmpty)
            #expect(report.objects > 8)
            #expect(report.bytes > 600_000)
        }
    }

    @Test(arguments: ["manifests", "models", "format.json"])
    func aDamagedRootIsNamedAndMendedFromItsTwin(_ place: String) throws {
        try Self.with { (fixture: PushFixture) throws in
            let roots =
                place.contains(".")
                ? [ObjectKey(place)] : try Self.keys(fixture.storage, place)
            for key in roots.flatMap({ [$0, ObjectLayout.mirror($0)] }) {
                let sound = try fixture.storage.readAll(key, limit: 1 << 20)
                try Self.rot(fixture.storage, key)
                let found = try Self.verify(fixture.storage)
                #expect(found.problems.map(\.object) == [key.text])
                #expect(!found.isSound)
                let mended = try Self.verify(fixture.storage, repair: .fromMirror)
                #expect(mended.isSound)
                #expect(try fixture.storage.readAll(key, limit: 1 << 20) == sound)
            }
        }
    }

    @Test func aMissingTwinIsMadeInPassingAndIsNoDamage() throws {
        try Self.with { (fixture: PushFixture) throws in
            let twins = try Self.keys(fixture.storage, "mirror")
            for key in twins { try fixture.storage.delete(key) }
            #expect(try Self.verify(fixture.storage).problems.isEmpty)
            #expect(try Self.keys(fixture.storage, "mirror") == twins)
        }
    }

    @Test func aMissingRootIsMendedFromItsTwin() throws {
        try Self.with { (fixture: PushFixture) throws in
            let roots =
                try Self.keys(fixture.storage, "manifests")
                + Self.keys(fixture.storage, "models")
            for key in roots {
                try fixture.storage.delete(key)
                #expect(try Self.verify(fixture.storage).problems.map(\.kind) == [.missing])
                #expect(try Self.verify(fixture.storage, repair: .fromMirror).isSound)
                #expect(try fixture.storage.information(key) != nil)
            }
        }
    }

    @Test func aDamagedPackNamesItsFilesAndVersions() throws {
        try Self.with { (fixture: PushFixture) throws in
            let packs = try Self.keys(fixture.storage, "packs").filter {
                $0.text.hasSuffix(".pack")
            }
            let largest = try #require(
                packs.max { left, right in
                    let sizes = [left, right].map {
                        // Both were listed a moment ago.
                        (try? fixture.storage.information($0)?.size) ?? 0
                    }
                    return sizes[0] < sizes[1]
                })
            try Self.rot(fixture.storage, largest, at: 300_000)
            let report = try Self.verify(fixture.storage)
            let problem = try #require(report.problems.first { $0.path == "shared" })
            #expect(problem.object == largest.text)
            #expect(problem.versions.map(\.text) == ["v1", "v2"])
            #expect(!report.problems.contains { $0.path == "own" })
        }
    }

    @Test func aDamagedPackIsMendedFromAnotherStore() throws {
        try Self.with { (fixture: PushFixture) throws in
            let other = try Repository.create(in: MemoryStorage())
            _ = try Push(
                repository: other, request: fixture.request("copy"), progress: NoProgress()
            ).run()
            for key in try Self.keys(fixture.storage, "packs") where key.text.hasSuffix(".pack") {
                try Self.rot(fixture.storage, key, at: 0)
            }
            #expect(try !Self.verify(fixture.storage, repair: .fromMirror).isSound)
            let mended = try Self.verify(fixture.storage, repair: .fromStore(other))
            // "one" stands in the damaged store alone; everything else is mended.
            #expect(mended.problems.filter { !$0.repaired }.allSatisfy { $0.path == "own" })
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let manifest = try fixture.manifest("v2")
            for file in manifest.files {
                let reader = try fresh.openBlob(file.sha256, size: file.size)
                var bytes = [UInt8](repeating: 0, count: Int(file.size))
                _ = try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
                #expect(SHA256Hasher.digest(of: bytes) == file.sha256)
            }
        }
    }

    /// Two files in one damaged pack, and another store that has one of them.
    @Test func whatCanBeMendedIsMendedAndTheRestIsNamed() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("first", "one")
            try fixture.push("v0")
            let other = try Repository.create(in: MemoryStorage())
            _ = try Push(
                repository: other, request: fixture.request("copy"), progress: NoProgress()
            ).run()
            let storage = MemoryStorage()
            let damaged = try Repository.create(in: storage)
            try fixture.write("second", "two")
            _ = try Push(
                repository: damaged, request: fixture.request("v1"), progress: NoProgress()
            ).run()
            let packs = try Self.keys(storage, "packs").filter { $0.text.hasSuffix(".pack") }
            #expect(packs.count == 1)
            let length = try #require(try storage.information(packs[0])?.size)
            try storage.replace(packs[0], with: [UInt8](repeating: 0, count: Int(length)))
            for _ in 1...2 {
                let report = try Self.verify(storage, repair: .fromStore(other))
                #expect(report.problems.filter(\.repaired).map(\.path) == ["first"])
                #expect(report.problems.filter { !$0.repaired }.map(\.path) == ["second"])
                let fresh = try Repository(storage: storage, path: "memory")
                #expect(try Self.read("first", of: "v1", in: fresh) == Array("one".utf8))
                #expect(throws: StoreError.self) {
                    _ = try Self.read("second", of: "v1", in: fresh)
                }
            }
            #expect(try storage.information(packs[0]) != nil, "it may be read one day")
            // Another store that has it all mends it all.
            let whole = try Repository.create(in: MemoryStorage())
            _ = try Push(
                repository: whole, request: fixture.request("all"), progress: NoProgress()
            ).run()
            #expect(try Self.verify(storage, repair: .fromStore(whole)).isSound)
            #expect(try Self.verify(storage).problems.isEmpty)
        }
    }

    private static func read(
        _ path: String, of version: String, in repository: Repository
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Cat(repository).run(Reference(version), path: path, selection: ModelSelection(nil)) {
            bytes += Array($0)
        }
        return bytes
    }

    /// Two versions say that one blob has two sizes: the second one lies.
    @Test func aLieAboutASizeIsFound() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", "12345")
            try fixture.push("v1")
            var manifest = try fixture.manifest("v1")
            manifest.version = try VersionID("v2")
            manifest.files[0].size = 6
            let bytes = manifest.json.canonicalBytes
            let digest = SHA256Hasher.digest(of: bytes)
            try fixture.repository.putRoot(bytes, as: ObjectLayout.manifest(digest))
            _ = try fixture.repository.commit(to: .fallback, actor: "a@b") {
                (_: ModelState?) throws(StoreError) -> TransitionDraft? in
                let entry = VersionEntry(id: manifest.version, number: 2, manifest: digest)
                return TransitionDraft(
                    action: .push, reason: nil, moves: [.latest: entry], registers: entry)
            }
            let problems = try Self.verify(fixture.storage).problems
            #expect(problems.map(\.versions) == [[try VersionID("v2")]])
            #expect(problems.map(\.path) == ["w"])
        }
    }

    @Test func aJournalWithoutItsBeginningIsNamed() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", "x")
            try fixture.push("v1")
            for number in 2...64 {
                _ = try StoreOperations.Tag(
                    RefName("t\(number)"), .set(Reference("v1")), selection: ModelSelection(nil),
                    actor: "a@b"
                ).run(in: fixture.repository)
            }
            for generation in 1...63 as ClosedRange<UInt64> {
                let key = ObjectLayout.record(.fallback, generation)
                for place in [key, ObjectLayout.mirror(key)] { try fixture.storage.delete(place) }
            }
            let problems = try Self.verify(fixture.storage).problems
            #expect(problems.map(\.object) == [ObjectLayout.record(.fallback, 1).text])
            #expect(problems.map(\.kind) == [.missing])
            let fresh = try Repository(storage: fixture.storage, path: "memory")
            let error = #expect(throws: StoreError.self) {
                _ = try Push(
                    repository: fresh, request: fixture.request("v2"), progress: NoProgress()
                ).run()
            }
            #expect(error?.code == .integrity)
        }
    }

    @Test func aLostPackIsNamedAsWhatItCosts() throws {
        try Self.with { (fixture: PushFixture) throws in
            for key in try Self.keys(fixture.storage, "packs") {
                try fixture.storage.delete(key)
                try fixture.storage.delete(ObjectLayout.mirror(key))
            }
            let report = try Self.verify(fixture.storage)
            #expect(Set(report.problems.compactMap(\.path)) == ["own", "shared"])
            #expect(report.problems.allSatisfy { $0.kind == .missing })
        }
    }

    @Test func aDamagedIndexIsReadFromItsTwinAndMended() throws {
        try Self.with { (fixture: PushFixture) throws in
            let index = try #require(
                try Self.keys(fixture.storage, "packs").first { $0.text.hasSuffix(".idx") })
            try Self.rot(fixture.storage, index, at: 100)
            let report = try Self.verify(fixture.storage)
            #expect(report.problems.map(\.object) == [index.text])
            #expect(try Self.verify(fixture.storage, repair: .fromMirror).isSound)
            #expect(try Self.verify(fixture.storage).problems.isEmpty)
        }
    }

    @Test func everyBitOfARootIsWatched() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("own", "one")
            try fixture.push("v1")
            let roots =
                try Self.keys(fixture.storage, "manifests")
                + Self.keys(fixture.storage, "models") + [ObjectLayout.format]
            for key in roots {
                let sound = try fixture.storage.readAll(key, limit: 1 << 20)
                for bit in 0..<sound.count * 8 {
                    var rotten = sound
                    rotten[bit / 8] ^= 1 << UInt8(bit % 8)
                    try fixture.storage.replace(key, with: rotten)
                    let report = try Self.verify(fixture.storage)
                    #expect(report.problems.map(\.object) == [key.text], "\(key) bit \(bit)")
                }
                try fixture.storage.replace(key, with: sound)
            }
        }
    }

    @Test func oneVersionIsVerifiedByItself() throws {
        try Self.with { (fixture: PushFixture) throws in
            let state = try fixture.repository.state(of: ModelName.fallback)
            let entry = try #require(state.version(try VersionID("v1")))
            let scope = VerifyRequest.Scope.version(entry, ModelName.fallback)
            #expect(try Self.verify(fixture.storage, scope: scope).isSound)
            for key in try Self.keys(fixture.storage, "packs") where key.text.hasSuffix(".pack") {
                try Self.rot(fixture.storage, key, at: 0)
            }
            #expect(try !Self.verify(fixture.storage, scope: scope).isSound)
        }
    }
}
