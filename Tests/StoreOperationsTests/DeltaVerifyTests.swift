import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// Damage to what deltas rest on is named as what it costs, and mended.
@Suite struct DeltaVerifyTests {
    static let versions = [
        ("v1", DeltaCase.model(DeltaCase.base)), ("v2", DeltaCase.model(DeltaCase.tuned)),
    ]

    /// A base and a fine-tune, and another store with both.
    static func with(_ body: (PushFixture, Repository) throws -> Void) throws {
        try PushFixture.with { fixture in
            let other = try Repository.create(in: MemoryStorage())
            for (version, bytes) in versions {
                try fixture.write("m", bytes)
                try fixture.push(version)
                _ = try Push(
                    repository: other, request: fixture.request(version), progress: NoProgress()
                ).run()
            }
            try body(fixture, other)
        }
    }

    private static func isWhole(_ fixture: PushFixture) throws -> Bool {
        let fresh = try fixture.reopened()
        return try versions.allSatisfy { try fresh.content("m", of: $0.0) == $0.1 }
    }

    /// Rots a byte of every chunk of a pack.
    private static func rot(_ pack: Pack, _ storage: MemoryStorage) throws {
        let index = try pack.index
        for position in 0..<index.chunkCount {
            let offset = Int(index.chunk(at: position).offset)
            try VerifyTests.rot(storage, ObjectLayout.pack(pack.id), at: offset)
        }
    }

    /// One finding a file, at the pack that is damaged.
    @Test func aDamagedBaseNamesEveryVersionThatNeedsIt() throws {
        try Self.with { fixture, _ throws in
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            try Self.rot(home, fixture.storage)
            let problems = try VerifyTests.verify(fixture.storage).problems
            #expect(Set(problems.map(\.object)) == [ObjectLayout.pack(home.id).text])
            #expect(Set(problems.flatMap { $0.versions.map(\.text) }) == ["v1", "v2"])
            #expect(problems.allSatisfy { $0.path == "m" && $0.kind == .corrupt })
        }
    }

    /// Also when the base's own version is gone.
    @Test func aBaseThatOnlyDeltasNeedNamesThem() throws {
        try Self.with { fixture, _ throws in
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            _ = try fixture.repository.commit(to: .fallback, actor: "a@b") {
                (_: ModelState?) throws(StoreError) -> TransitionDraft? in
                TransitionDraft(
                    action: .remove, reason: nil, moves: [:], removes: [try VersionID("v1")])
            }
            try Self.rot(home, fixture.storage)
            let problems = try VerifyTests.verify(fixture.storage).problems
            #expect(problems.contains { $0.path == "m" && $0.versions.map(\.text) == ["v2"] })
            #expect(problems.allSatisfy { $0.object == ObjectLayout.pack(home.id).text })
        }
    }

    @Test func aDamagedBaseIsMendedFromAnotherStore() throws {
        try Self.with { fixture, other throws in
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            try Self.rot(home, fixture.storage)
            let deltas = try DeltaCase.deltas(in: fixture.repository).count
            #expect(try !VerifyTests.verify(fixture.storage, repair: .fromMirror).isSound)
            #expect(try VerifyTests.verify(fixture.storage, repair: .fromStore(other)).isSound)
            #expect(try VerifyTests.verify(fixture.storage).problems.isEmpty)
            #expect(try Self.isWhole(fixture))
            #expect(try DeltaCase.deltas(in: fixture.reopened().repository).count == deltas)
        }
    }

    /// The pack of deltas is mended and keeps those that are sound.
    @Test func aDamagedDeltaIsMendedFromAnotherStore() throws {
        try Self.with { fixture, other throws in
            let before = try DeltaCase.deltas(in: fixture.repository)
            let first = try #require(before.first)
            try VerifyTests.rot(
                fixture.storage, ObjectLayout.pack(first.pack.id), at: Int(first.record.offset))
            let problems = try VerifyTests.verify(fixture.storage).problems
            #expect(problems.map(\.object) == [ObjectLayout.pack(first.pack.id).text])
            #expect(problems.flatMap(\.versions).map(\.text) == ["v2"])
            #expect(try VerifyTests.verify(fixture.storage, repair: .fromStore(other)).isSound)
            #expect(try VerifyTests.verify(fixture.storage).problems.isEmpty)
            #expect(try Self.isWhole(fixture))
            let after = try DeltaCase.deltas(in: fixture.reopened().repository)
            #expect(after.count == before.count - 1)
        }
    }

    /// No index knows the bases any more: the fine-tune comes whole from the other store.
    @Test func deltasWhoseBaseIsGoneAreMendedWhole() throws {
        try Self.with { fixture, other throws in
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            let index = ObjectLayout.index(home.id)
            for key in [index, ObjectLayout.mirror(index), ObjectLayout.pack(home.id)] {
                try fixture.storage.delete(key)
            }
            let problems = try VerifyTests.verify(fixture.storage).problems
            #expect(Set(problems.flatMap { $0.versions.map(\.text) }) == ["v1", "v2"])
            #expect(try VerifyTests.verify(fixture.storage, repair: .fromStore(other)).isSound)
            #expect(try VerifyTests.verify(fixture.storage).problems.isEmpty)
            #expect(try Self.isWhole(fixture))
        }
    }

    /// The other store has the fine-tune and not the base.
    @Test func deltasAreMendedWithoutTheirBase() throws {
        try Self.with { fixture, _ throws in
            let other = try Repository.create(in: MemoryStorage())
            _ = try Push(
                repository: other, request: fixture.request("only"), progress: NoProgress()
            ).run()
            try Self.rot(try DeltaCase.homeOfBases(in: fixture.repository), fixture.storage)
            let report = try VerifyTests.verify(fixture.storage, repair: .fromStore(other))
            let left = report.problems.filter { !$0.repaired }
            #expect(!left.isEmpty && left.flatMap(\.versions).allSatisfy { $0.text == "v1" })
            let isSame = try fixture.reopened().content("m", of: "v2") == Self.versions[1].1
            #expect(isSame)
        }
    }
}
