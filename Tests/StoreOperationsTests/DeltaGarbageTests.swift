import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What deltas rest on is needed as long as they are.
@Suite struct DeltaGarbageTests {
    static let base = ["m": DeltaCase.model(DeltaCase.base)]
    /// With a header of its own, so that nothing of the base is needed but for the deltas.
    static let tuned = [
        "m": TestWeights.file([
            ("w", DeltaCase.tuned), ("norm", TestData.gaussianBF16(1024, seed: 5)),
        ])
    ]

    /// A store with a base and a fine-tune of it.
    static func with(_ body: (GarbageStore) throws -> Void) throws {
        try GarbageStore.with { store throws in
            try store.push("v1", base)
            try store.push("v2", tuned)
            #expect(try !DeltaCase.deltas(in: store.reopened()).isEmpty)
            try body(store)
        }
    }

    private static func isContent(
        of version: String, _ files: [String: [UInt8]], in store: GarbageStore
    ) throws -> Bool { try store.content(version) == files }

    @Test func theBaseOfALiveVersionStays() throws {
        try Self.with { store throws in
            let report = try store.collect(keepLast: 1)
            #expect(report.removed.map(\.entry.id.text) == ["v1"])
            #expect(!report.outcome.objects.contains { $0.kind == .pack })
            #expect(try Self.isContent(of: "v2", Self.tuned, in: store))
            #expect(try store.problems().isEmpty)
            // Once nothing needs it, it goes.
            try store.push("v3", ["a": CollectGarbageTests.one])
            #expect(try store.collect(keepLast: 1).outcome.bytesFreed > 700_000)
            #expect(try store.files("packs").count == 2)
        }
    }

    @Test func aDryRunSaysTheSame() throws {
        try Self.with { store throws in
            try store.remove("v1")
            let plan = try store.collect(.dryRun)
            let report = try store.collect()
            #expect(plan.outcome.objects == report.outcome.objects)
            #expect(plan.outcome.bytesFreed == report.outcome.bytesFreed)
        }
    }

    /// Of a pack of which the deltas alone are needed, and of one with the bases, the rest goes.
    @Test func aSparsePackKeepsItsDeltas() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", Self.base.merging(["a": CollectGarbageTests.one]) { $1 })
            var extra = CollectGarbageTests.one
            extra[0] ^= 1
            extra += TestData.incompressible(700_000, seed: 9)
            try store.push("v2", Self.tuned.merging(["a": extra]) { $1 })
            try store.push("v3", Self.tuned)
            try store.remove("v1")
            try store.remove("v2")
            let (before, packs) = (try store.bytes(), Set(try store.files("packs")))
            let plan = try store.collect(.dryRun)
            let report = try store.collect()
            #expect(plan.outcome.bytesFreed == report.outcome.bytesFreed)
            #expect(Int64(before) - Int64(try store.bytes()) == report.outcome.bytesFreed)
            #expect(Set(try store.files("packs")) != packs)
            #expect(try !DeltaCase.deltas(in: store.reopened()).isEmpty)
            #expect(try Self.isContent(of: "v3", Self.tuned, in: store))
            #expect(try store.problems().isEmpty)
            #expect(try store.collect().outcome.objects.isEmpty)
        }
    }

    /// A push deduplicates against a delta, and gc removes its version and the base's meanwhile.
    @Test func aPushGetsBackDeltasAndTheirBases() throws {
        try Self.with { store throws in
            try store.push("v3", ["a": CollectGarbageTests.one])
            let moment = MomentOfPush {
                let report = try store.collect(keepLast: 1)
                #expect(report.removed.count == 2)
            }
            let files = Self.tuned.merging(["b": CollectGarbageTests.two]) { $1 }
            try store.push("v4", files, progress: moment)
            try moment.check()
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try Self.isContent(of: "v4", files, in: store))
            #expect(try store.problems().isEmpty)
        }
    }

    /// What a push makes its deltas from is removed while it goes on.
    @Test func aPushGetsBackTheBasesOfItsDeltas() throws {
        try GarbageStore.with { store throws in
            let first = try store.push("v1", Self.base)
            try store.push("v2", ["b": CollectGarbageTests.two])
            let files = Self.tuned.merging(["a": CollectGarbageTests.one]) { $1 }
            try store.write(files)
            let moment = MomentOfPush {
                let report = try store.collect(keepLast: 1)
                #expect(report.removed.count == 1)
            }
            var request = PushRequest(
                paths: [store.source], model: try ModelName("qb"), actor: "test@here")
            request.version = try VersionID("v3")
            request.parents = [first.version.entry.manifest]
            _ = try Push(repository: store.reopened(), request: request, progress: moment).run()
            try moment.check()
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try !DeltaCase.deltas(in: store.reopened()).isEmpty)
            #expect(try Self.isContent(of: "v3", files, in: store))
            #expect(try store.problems().isEmpty)
        }
    }

    @Test func nothingIsSecuredWhoseBaseIsGone() throws {
        try Self.with { store throws in
            let home = try DeltaCase.homeOfBases(in: store.reopened())
            let model = Self.tuned["m"] ?? []
            let blob = (digest: SHA256Hasher.digest(of: model), size: UInt64(model.count))
            try store.reopened().secure([blob])
            try store.repository.storage.delete(ObjectLayout.pack(home.id))
            let error = #expect(throws: StoreError.self) { try store.reopened().secure([blob]) }
            #expect(error?.code == .integrity)
        }
    }

    /// A push that comes when both are in quarantine moves both back.
    @Test func whatIsInQuarantineComesBackWithItsBase() throws {
        try Self.with { store throws in
            try store.push("v3", ["a": CollectGarbageTests.one])
            let packs = try store.files("packs")
            let lease = try QuarantineTests.lease("push", in: store)
            try store.collect(keepLast: 1)
            #expect(try store.files("packs") != packs)
            #expect(try store.push("v4", Self.tuned).bytesStored == 0)
            #expect(try store.files("packs") == packs)
            lease.release()
            try store.collect()
            #expect(try Self.isContent(of: "v4", Self.tuned, in: store))
        }
    }

    /// A version of deltas that is registered after the mark, whose bases looked like garbage.
    @Test func aVersionThatComesAfterTheMarkKeepsItsBase() throws {
        try Self.with { store throws in
            try store.push("v3", ["a": CollectGarbageTests.one])
            try store.remove("v1")
            try store.remove("v2")
            let repository = try store.reopened()
            let mark = try GarbageMark(repository)
            try store.push(
                "v4", ["m": DeltaCase.model(DeltaCase.twice), "t": Self.tuned["m"] ?? []])
            let outcome = try repository.collectingAlone { () throws(StoreError) in
                try GarbageCollection(repository).collect(mark)
            }
            #expect(!outcome.objects.contains { $0.kind == .pack })
            #expect(try store.problems().isEmpty)
        }
    }

    /// A delta whose base is lost is damage: nothing is guessed, nothing is touched.
    @Test func aLostBaseStopsIt() throws {
        try Self.with { store throws in
            let home = try DeltaCase.homeOfBases(in: store.reopened())
            try store.remove("v1")
            let index = ObjectLayout.index(home.id)
            for key in [ObjectLayout.mirror(index), index, ObjectLayout.pack(home.id)] {
                try store.repository.storage.delete(key)
            }
            let before = try store.files()
            let error = #expect(throws: StoreError.self) { try store.collect() }
            #expect(error?.code == .integrity)
            #expect(try store.files() == before)
        }
    }
}
