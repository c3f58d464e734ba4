import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// Pushes, gc and readers of a store whose packs are merged.
@Suite struct MergedStoreTests {
    static let one = CollectGarbageTests.one
    static let two = CollectGarbageTests.two
    static let three = CollectGarbageTests.three
    static let index = ObjectKey("cache/index")

    /// A store of more packs than are left unmerged, each of a model of its own.
    static func with(_ body: (GarbageStore) throws -> Void) throws {
        try GarbageStore.with { store throws in
            for number in 0..<20 {
                let text = Array("number \(number)".utf8)
                try store.push("v1", model: "other-\(number)", ["f": text])
            }
            #expect(try store.repository.storage.information(index) != nil)
            try body(store)
            for number in 0..<20 {
                let content = try store.content("v1", model: "other-\(number)")
                #expect(content == ["f": Array("number \(number)".utf8)])
            }
            #expect(try store.problems() == [])
            // It was of no more use than the packs are.
            try store.repository.storage.delete(index)
            #expect(try store.problems() == [])
        }
    }

    static func merge(_ store: GarbageStore) throws {
        let eager = MergeLimits(packs: 0, rows: 0, rowsAtOnce: 100)
        _ = try PackCatalogue(storage: store.repository.storage, limits: eager).all()
    }

    @Test func aPushGetsBackWhatItReliesOn() throws {
        try Self.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["c": Self.three])
            try Self.merge(store)
            let moment = MomentOfPush { _ = try store.collect(keepLast: 1) }
            try store.push("v3", ["a": Self.one, "b": Self.two], progress: moment)
            try moment.check()
            try store.collect()
            #expect(try store.files("trash").isEmpty)
            #expect(try store.content("v3") == ["a": Self.one, "b": Self.two])
        }
    }

    @Test func aPushFindsWhatWasRewritten() throws {
        try Self.with { store throws in
            try store.push("v1", ["a": Self.one, "b": Self.two])
            try store.push("v2", ["b": Self.two])
            try Self.merge(store)
            let moment = MomentOfPush { _ = try store.collect(keepLast: 1) }
            let files = ["b": Self.two, "c": Self.three]
            try store.push("v3", files, progress: moment)
            try moment.check()
            try store.collect()
            #expect(try store.content("v3") == files)
            #expect(try store.content("v2") == ["b": Self.two])
        }
    }

    /// The merged index speaks of packs that gc has deleted since.
    @Test func aPushDoesNotRelyOnWhatGcHasDeleted() throws {
        try Self.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            try Self.merge(store)
            let before = try store.repository.storage.readAll(Self.index, limit: 1 << 20)
            try store.collect(keepLast: 1)
            #expect(try store.repository.storage.readAll(Self.index, limit: 1 << 20) == before)
            #expect(try store.push("v3", ["a": Self.one]).bytesStored > 0)
            #expect(try store.content("v3") == ["a": Self.one])
        }
    }

    /// A reader knows of the pack by the merged index alone when gc moves it aside.
    @Test func aReaderFindsWhatIsInQuarantine() throws {
        try Self.with { store throws in
            try store.push("v1", ["a": Self.one])
            try store.push("v2", ["b": Self.two])
            try Self.merge(store)
            let mount = try QuarantineTests.lease("mount", in: store)
            let reader = try store.reopened()
            let state = try reader.state(of: ModelName("qb"))
            let file = try reader.manifest(state.versions[0].manifest).files[0]
            _ = try reader.packs.all()
            try store.collect(keepLast: 1)
            let blob = try reader.openBlob(file.sha256, size: file.size)
            var bytes = [UInt8](repeating: 0, count: Int(file.size))
            _ = try bytes.withUnsafeMutableBytes { try blob.read(at: 0, into: $0) }
            #expect(bytes == Self.one)
            mount.release()
        }
    }

    /// What the merged index still knows of a pack whose own index is lost is nothing to build on.
    @Test func aPushDoesNotRelyOnTheMergedIndexAlone() throws {
        try Self.with { store throws in
            let before = Set(try store.files("packs"))
            try store.push("v1", ["a": Self.one])
            try Self.merge(store)
            for path in try store.files("packs") where !before.contains(path) {
                guard path.hasSuffix(".idx") else { continue }
                try store.repository.storage.delete(ObjectKey(path))
                try store.repository.storage.delete(ObjectKey("mirror/" + path))
            }
            #expect(try store.push("v2", ["a": Self.one]).bytesStored > 0)
            #expect(try store.content("v2") == ["a": Self.one])
        }
    }

    /// One that was made to lie, its checksums right: it knows no chunk.
    @Test func verifyDoesNotBelieveIt() throws {
        try Self.with { store throws in
            var bytes = try store.repository.storage.readAll(Self.index, limit: 1 << 20)
            for block in stride(from: 4096, to: bytes.count - 4096, by: 4096) {
                for place in block + 16..<block + 4096 { bytes[place] = 0 }
                let checksum = bytes[block + 8..<block + 4096].withUnsafeBytes(Checksum.of)
                withUnsafeBytes(of: checksum.littleEndian) { word in
                    bytes.replaceSubrange(block..<block + 8, with: word)
                }
            }
            try store.repository.storage.replace(Self.index, with: bytes)
            #expect(throws: StoreError.self, "it does lie") {
                try store.content("v1", model: "other-0")
            }
            #expect(try store.problems() == [])
            try store.repository.storage.delete(Self.index)
        }
    }

    @Test(arguments: [false, true]) func nothingIsSecuredByAPackThatIsLost(
        _ isMerged: Bool
    ) throws {
        try Self.with { store throws in
            let before = Set(try store.files("packs"))
            try store.push("v1", ["a": Self.one])
            if isMerged { try Self.merge(store) }
            for path in try store.files("packs") where !before.contains(path) {
                guard path.hasSuffix(".pack") else { continue }
                try store.repository.storage.delete(ObjectKey(path))
            }
            let blob = (digest: SHA256Hasher.digest(of: Self.one), size: UInt64(Self.one.count))
            let error = #expect(throws: StoreError.self) { try store.reopened().secure([blob]) }
            #expect(error?.code == .integrity)
            // The next push puts it right.
            try store.push("v2", ["a": Self.one])
            try store.reopened().secure([blob])
        }
    }

    /// The same where the index stands there and says nothing.
    @Test func aPushDoesNotRelyOnAnIndexThatIsDamaged() throws {
        try Self.with { store throws in
            let before = Set(try store.files("packs"))
            try store.push("v1", ["a": Self.one])
            try Self.merge(store)
            for path in try store.files("packs") where !before.contains(path) {
                guard path.hasSuffix(".idx") else { continue }
                for key in [ObjectKey(path), ObjectKey("mirror/" + path)] {
                    try store.repository.storage.replace(key, with: [1, 2, 3])
                }
            }
            #expect(try store.problems() != [], "verify does not believe the merged index either")
            #expect(try store.push("v2", ["a": Self.one]).bytesStored > 0)
            #expect(try store.content("v2") == ["a": Self.one])
        }
    }
}
