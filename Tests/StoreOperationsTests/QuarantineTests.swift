import FileIO
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite struct QuarantineTests {
    static let one = CollectGarbageTests.one
    static let two = CollectGarbageTests.two
    static let three = CollectGarbageTests.three

    /// A push that holds its lease, as far as anybody else can see.
    static func lease(_ kind: String, in store: GarbageStore) throws -> Lease {
        let repository = try store.reopened()
        let lease = try repository.keepingObjects { () throws(StoreError) in
            try Lease.take(kind, .object(["kind": .string(kind)]), in: repository)
        }
        return try #require(lease)
    }

    @Test func whileAPushLivesNothingItMayRelyOnIsDeleted() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            let old = try Self.lease("push", in: store)
            let report = try store.collect(keepLast: 1)
            #expect(report.outcome.bytesFreed == 0 && !report.outcome.objects.isEmpty)
            #expect(try store.files("trash").contains { $0.hasSuffix(".pack") })
            // One that comes later has never seen them in use.
            old.release()
            let young = try Self.lease("push", in: store)
            #expect(try store.collect().outcome.bytesFreed >= 700_000)
            #expect(try store.files("trash").isEmpty)
            young.release()
            #expect(try store.problems().isEmpty)
        }
    }

    @Test func whileAMountLivesOnlyWhatIsLongInQuarantineIsDeleted() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            let mount = try Self.lease("mount", in: store)
            try store.collect(keepLast: 1)
            #expect(try store.collect().outcome.bytesFreed == 0)
            #expect(try store.collect(milliseconds: 3_700_000).outcome.bytesFreed >= 700_000)
            #expect(try store.files("trash").isEmpty)
            mount.release()
        }
    }

    @Test func aPackThatSomebodyReadsStays() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            let reader = try store.reopened()
            let state = try reader.state(of: ModelName("qb"))
            let file = try reader.manifest(state.versions[0].manifest).files[0]
            let blob = try reader.openBlob(file.sha256, size: file.size)
            var bytes = [UInt8](repeating: 0, count: Int(file.size))
            _ = try bytes.withUnsafeMutableBytes { try blob.read(at: 0, into: $0) }
            try store.collect(keepLast: 1)
            _ = try bytes.withUnsafeMutableBytes { try blob.read(at: 0, into: $0) }
            #expect(bytes == Self.one)
            // Another reader of the same file finds it by its index, which stays too.
            let late = try store.reopened().openBlob(file.sha256, size: file.size)
            bytes = [UInt8](repeating: 0, count: bytes.count)
            _ = try bytes.withUnsafeMutableBytes { try late.read(at: 0, into: $0) }
            #expect(bytes == Self.one)
            #expect(try store.problems().isEmpty)
        }
    }

    /// What a push has deduplicated against is moved aside while it goes on, and comes back.
    @Test func aPushGetsBackWhatItReliesOn() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["c": Self.three])
            let moment = MomentOfPush {
                let report = try store.collect(keepLast: 1)
                #expect(report.removed.map(\.entry.id.text) == ["v1"])
            }
            try store.push("v3", ["a": Self.one, "b": Self.two], progress: moment)
            try moment.check()
            // What is not back in use by now goes for good.
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try store.content("v3") == ["a": Self.one, "b": Self.two])
            #expect(try store.problems().isEmpty)
        }
    }

    /// The same while the packs are rewritten.
    @Test func aPushFindsWhatWasRewritten() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one, "b": Self.two])
            try store.push("v2", ["b": Self.two])
            let moment = MomentOfPush { _ = try store.collect(keepLast: 1) }
            let files = ["b": Self.two, "c": Self.three]
            try store.push("v3", files, progress: moment)
            try moment.check()
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try store.content("v3") == files)
            #expect(try store.content("v2") == ["b": Self.two])
            #expect(try store.problems().isEmpty)
        }
    }

    /// A push that comes while the objects are in quarantine stores nothing of them again.
    @Test func whatIsInQuarantineIsNotStoredAgain() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            let packs = try store.files("packs")
            let lease = try Self.lease("push", in: store)
            try store.collect(keepLast: 1)
            #expect(try store.files("packs") != packs)
            let result = try store.push("v3", ["a": Self.one])
            #expect(result.bytesStored == 0)
            #expect(try store.files("packs") == packs)
            lease.release()
            try store.collect()
            #expect(try store.content("v3") == ["a": Self.one])
        }
    }

    /// A version that is registered after the mark and before the sweep.
    @Test func aVersionThatComesAfterTheMarkIsKept() throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            try store.remove("v1")
            let repository = try store.reopened()
            let mark = try GarbageMark(repository)
            try store.push("v3", ["a": Self.one])
            let outcome = try repository.collectingAlone { () throws(StoreError) in
                try GarbageCollection(repository).collect(mark)
            }
            #expect(!outcome.objects.contains { $0.kind == .pack })
            #expect(try store.content("v3") == ["a": Self.one])
            #expect(try store.problems().isEmpty)
        }
    }

    /// However a run was cut short, nothing is damaged, and the next one has nothing left over.
    @Test(arguments: 0...4) func anyPartOfARunIsTakenUpByTheNext(_ count: Int) throws {
        try GarbageStore.with { store throws in
            try store.push("v1", ["a": Self.one])
            let pack = try #require(try store.files("packs").first { $0.hasSuffix(".idx") })
            let manifest = try #require(try store.files("manifests").first)
            try store.push("v2", ["b": Self.two])
            try store.remove("v1")
            let root = try Directory(path: store.path)
            let trash = try DurableDirectory(root: root).directory("trash/7")
            let order = ["mirror/" + pack, pack, "mirror/" + manifest, manifest]
            for name in order.prefix(count) {
                let flat = name.split(separator: "/").joined(separator: "!")
                #expect(try root.moveFile(name, to: trash, as: flat))
            }
            #expect(try store.problems() == [])
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try store.problems() == [])
            #expect(try store.files("packs").count == 2)
        }
    }
}
