import FileIO
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

@Suite struct RepositoryCreationTests {
    @Test func aCreatedStoreOpens() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Repository.create(at: path + "/deep/store")
            let store = try Repository.open(at: path + "/deep/store")
            #expect(try store.models().isEmpty)
            #expect(store.access == .full)
            let root = try Directory(path: path + "/deep/store")
            #expect(try root.status().permissions == 0o700)
            #expect(try root.status("format.json")?.permissions == 0o400)
        }
    }

    @Test func aSecondCreationIsRefused() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Repository.create(at: path)
            let error = #expect(throws: StoreError.self) { _ = try Repository.create(at: path) }
            #expect(error?.code == .exists)
        }
    }

    @Test func aDirectoryWithOtherThingsIsRefused() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try DurableDirectory.makePath(path + "/something")
            let error = #expect(throws: StoreError.self) { _ = try Repository.create(at: path) }
            #expect(error?.code == .exists)
            #expect(try Directory(path: path).entries().count == 1, "nothing was made")
        }
    }

    @Test func aCreationThatWasCutShortIsCompleted() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try DurableDirectory.makePath(path + "/packs")
            _ = try DurableDirectory.makePath(path + "/tmp")
            _ = try Repository.create(at: path)
            _ = try Repository.open(at: path)
        }
    }

    @Test func noStoreIsSaid() throws {
        try withTemporaryDirectory { (path: String) throws in
            for place in [path, path + "/absent"] {
                let error = #expect(throws: StoreError.self) { _ = try Repository.open(at: place) }
                #expect(error?.code == .noStore)
            }
            #expect(try Directory(path: path).entries().isEmpty, "looking makes nothing")
        }
    }

    @Test func formatsOfTheFutureAreRefusedByName() throws {
        for (format, code) in [
            (
                #"{"compatible":[],"format":2,"incompatible":[],"readOnlyCompatible":[]}"#,
                "format 2"
            ),
            (
                #"{"compatible":[],"format":1,"incompatible":["aes"],"readOnlyCompatible":[]}"#,
                "aes"
            ),
        ] {
            let storage = MemoryStorage()
            try storage.put(Array(format.utf8), as: ObjectLayout.format)
            let error = #expect(throws: StoreError.self) {
                _ = try Repository(storage: storage, path: "memory")
            }
            #expect(error?.code == .unknownFormat)
            #expect(error?.message.contains(code) ?? false)
        }
    }

    @Test func readOnlyFeaturesAllowReadingAlone() throws {
        let storage = MemoryStorage()
        let text = #"{"compatible":["x"],"format":1,"incompatible":[],"readOnlyCompatible":["y"]}"#
        try storage.put(Array(text.utf8), as: ObjectLayout.format)
        let repository = try Repository(storage: storage, path: "memory")
        #expect(try repository.models().isEmpty)
        let error = #expect(throws: StoreError.self) { try JournalTests.push(1, to: repository) }
        #expect(error?.code == .unknownFormat)
        #expect(error?.message.contains("\"y\"") ?? false)
    }

    @Test func aDamagedFormatFileIsReadFromItsTwin() throws {
        let storage = MemoryStorage()
        _ = try Repository.create(in: storage)
        try storage.replace(ObjectLayout.format, with: [0, 1, 2])
        _ = try Repository(storage: storage, path: "memory")
    }

    @Test func aLeaseIsHeldUntilItIsReleased() throws {
        try withTemporaryDirectory { (path: String) throws in
            let repository = try Repository.create(at: path)
            let lease = try Lease.take("push", .object(["kind": "push"]), in: repository)
            #expect(try repository.leases().map(\.isHeld) == [true])
            try repository.sweepLeases()
            #expect(try repository.leases().count == 1)
            lease?.release()
            #expect(try repository.leases().isEmpty)
        }
    }

    @Test func theLeaseOfADeadProcessIsSweptAway() throws {
        try withTemporaryDirectory { (path: String) throws in
            let repository = try Repository.create(at: path)
            try repository.storage.put(
                Array(#"{"kind":"push"}"#.utf8), as: ObjectKey("leases/push-1-2.json"))
            #expect(try repository.leases().map(\.isHeld) == [false])
            try repository.sweepLeases()
            #expect(try repository.leases().isEmpty)
        }
    }
}
