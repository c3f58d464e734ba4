import Compression
import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite struct CollectGarbageTests {
    static let one = TestData.incompressible(700_000, seed: 1)
    static let two = TestData.incompressible(300_000, seed: 2)
    static let three = TestData.incompressible(500_000, seed: 3)

    @Test func aStoreWithoutGarbageStaysAsItIs() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["a": Self.one, "b": Self.two])
            let before = try store.files()
            let report = try store.collect()
            #expect(report.outcome.objects.isEmpty && report.outcome.bytesFreed == 0)
            #expect(report.removed.isEmpty)
            #expect(try store.files() == before)
        }
    }

    @Test func aRemovedVersionGivesItsSpaceBack() throws {
        try GarbageStore.with { store throws in
            try store.push("v0", ["b": Self.two])
            let before = try store.bytes()
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two, "c": Self.three])
            let full = try store.bytes()
            let report = try store.collect(keepLast: 1)
            #expect(report.removed.map(\.entry.id.text) == ["v0", "v1"])
            let freed = full - (try store.bytes())
            // The record of the removal, in two copies, is new.
            #expect(report.outcome.bytesFreed >= 700_000)
            #expect(Int64(freed) <= report.outcome.bytesFreed)
            #expect(Int64(freed) > report.outcome.bytesFreed - 4096)
            #expect(try store.files("trash").isEmpty)
            #expect(try store.problems().isEmpty)
            #expect(try store.content("v2") == ["b": Self.two, "c": Self.three])
            #expect(before < full)
        }
    }

    /// Two packs shared by versions, one of which loses its larger half.
    @Test func aSparsePackIsRewritten() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one, "b": Self.two])
            let packs = try store.files("packs")
            let stored = try store.reopened().timeStored(
                SHA256Hasher.digest(of: Self.two), size: UInt64(Self.two.count))
            try store.push("v2", ["b": Self.two])
            try store.remove("v1")
            let before = try store.bytes()
            let report = try store.collect()
            let after = try store.bytes()
            #expect(Set(try store.files("packs")).isDisjoint(with: packs))
            #expect(Int64(before) - Int64(after) == report.outcome.bytesFreed)
            #expect(try store.problems().isEmpty)
            #expect(try store.content("v2") == ["b": Self.two])
            let now = try store.reopened().timeStored(
                SHA256Hasher.digest(of: Self.two), size: UInt64(Self.two.count))
            #expect(now == stored, "a file's mtime is when its blob was first stored")
            #expect(try store.collect().outcome.objects.isEmpty)
        }
    }

    @Test func whatACutShortPushLeftGoes() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["b": Self.two])
            let before = try store.files()
            let writer = try PackWriter(store.repository)
            let chunk = Array(Self.one.prefix(1000))
            try chunk.withUnsafeBytes {
                try writer.add(
                    SHA256Hasher.digest(of: chunk), plainLength: 1000, codec: .raw, stored: $0)
            }
            _ = try writer.finish()
            let loose = ObjectLayout.pack(SHA256Hasher.digest(of: chunk))
            try store.repository.storage.put(chunk, as: loose)
            try store.repository.putRoot(
                chunk, as: ObjectLayout.manifest(SHA256Hasher.digest(of: chunk)))
            let report = try store.collect()
            #expect(report.outcome.objects.count == 6)
            #expect(try store.files() == before)
        }
    }

    @Test func aDryRunSaysWhatARunDoesAndDoesNothing() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one, "b": Self.two])
            try store.push("v2", ["c": Self.three])
            try store.push("v3", ["b": Self.two])
            let before = try store.files()
            let plan = try store.collect(keepLast: 1, .dryRun)
            #expect(try store.files() == before)
            let report = try store.collect(keepLast: 1)
            #expect(plan.outcome.objects == report.outcome.objects)
            #expect(plan.outcome.bytesFreed == report.outcome.bytesFreed)
            #expect(plan.removed.map(\.entry) == report.removed.map(\.entry))
            #expect(!plan.outcome.objects.isEmpty)
        }
    }

    @Test(arguments: ["manifests", "packs"]) func damageStopsItBeforeItTouchesAnything(
        _ place: String
    ) throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            let before = Set(try store.files(place))
            try store.push("v2", ["b": Self.two])
            // Of the version that stays.
            let name = try #require(
                try store.files(place).first { !$0.hasSuffix(".pack") && !before.contains($0) })
            for copy in [name, "mirror/" + name] {
                try store.repository.storage.replace(ObjectKey(copy), with: Array("{}".utf8))
            }
            let files = try store.files()
            let error = #expect(throws: StoreError.self) { try store.collect(keepLast: 1) }
            #expect(error?.code == .integrity)
            #expect(try store.files() == files)
        }
    }

    /// Named temporaries are those of file systems without O_TMPFILE, and of repairs.
    @Test func temporariesOfTheDeadGoAndThoseOfTheLivingStay() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            let before = try store.files()
            let names = ["tmp/.tmp-1-1", "packs/.tmp-1-2", "mirror/manifests/.tmp-1-3"]
            for name in names { try store.repository.storage.put([1], as: ObjectKey(name)) }
            let held = try FileReader(path: store.path + "/" + names[0])
            #expect(try held.tryLock(.exclusive))
            let report = try store.collect()
            #expect(report.outcome.objects.map(\.key.text) == [names[2], names[1]])
            #expect(report.outcome.objects.allSatisfy { $0.kind == .temporary })
            #expect(try store.files() == (before + [names[0]]).sorted())
        }
    }

    @Test func anotherGarbageCollectionIsBusy() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.repository.collectingAlone { () throws(StoreError) in
                let error = #expect(throws: StoreError.self) { try store.collect() }
                #expect(error?.code == .busy)
            }
            try store.collect()
        }
    }
}
