import FileIO
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

/// The suite that every object storage passes, so that a bucket can take a directory's place.
@Suite struct ObjectStorageContract {
    enum Kind: CaseIterable { case memory, directory }

    static func with(
        _ kind: Kind, _ body: (any ObjectStorage) throws -> Void
    ) throws {
        switch kind {
        case .memory: try body(MemoryStorage())
        case .directory:
            try withTemporaryDirectory { (path: String) throws in
                try body(DirectoryStorage(root: Directory(path: path)))
            }
        }
    }

    @Test(arguments: Kind.allCases) func whatIsPutCanBeRead(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("packs/ab/x.pack")
            #expect(try storage.put([1, 2, 3], as: key) == .created)
            #expect(try storage.readAll(key, limit: 10) == [1, 2, 3])
            #expect(try storage.information(key)?.size == 3)
        }
    }

    @Test(arguments: Kind.allCases) func aNameIsTakenOnce(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("models/qb/@journal/1.json")
            #expect(try storage.put([1], as: key) == .created)
            #expect(try storage.put([1], as: key) == .identical)
            #expect(try storage.put([2], as: key) == .taken)
            #expect(try storage.put([1, 0], as: key) == .taken)
            #expect(try storage.readAll(key, limit: 10) == [1])
        }
    }

    @Test(arguments: Kind.allCases) func anEmptyObjectIsAnObject(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("packs/00/empty.pack")
            let nothing: [UInt8] = []
            #expect(try storage.put(nothing, as: key) == .created)
            #expect(try storage.put(nothing, as: key) == .identical)
            #expect(try storage.readAll(key, limit: 0).isEmpty)
        }
    }

    @Test(arguments: Kind.allCases) func anAbandonedWriterLeavesNothing(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let writer = try storage.makeWriter()
            try [UInt8](repeating: 7, count: 1000).withUnsafeBytes { try writer.append($0) }
            #expect(writer.length == 1000)
            writer.abandon()
            #expect(try storage.list("packs").isEmpty)
            #expect(try storage.list("tmp").isEmpty)
        }
    }

    @Test(arguments: Kind.allCases) func readsArePositionalAndComplete(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("a/b")
            try storage.put(Array(0..<200), as: key)
            let reader = try storage.open(key)
            var part = [UInt8](repeating: 0, count: 5)
            try part.withUnsafeMutableBytes { try reader.read(at: 100, into: $0) }
            #expect(part == [100, 101, 102, 103, 104])
            #expect(throws: StoreError.self) {
                try part.withUnsafeMutableBytes { try reader.read(at: 196, into: $0) }
            }
        }
    }

    @Test(arguments: Kind.allCases) func listingShowsImmediateChildren(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            for text in ["a/1", "a/2", "a/sub/3", "b/4"] {
                try storage.put([0], as: ObjectKey(text))
            }
            let names = Set(try storage.list("a").map { "\($0.name) \($0.isPrefix)" })
            #expect(names == ["1 false", "2 false", "sub true"])
            #expect(try storage.list("nowhere").isEmpty)
            let top = Set(try storage.list("").filter { $0.name != "tmp" }.map(\.name))
            #expect(top == ["a", "b"])
        }
    }

    @Test(arguments: Kind.allCases) func absentObjectsAreNotFound(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("packs/ab/none.pack")
            #expect(try storage.information(key) == nil)
            let error = #expect(throws: StoreError.self) { _ = try storage.open(key) }
            #expect(error?.code == .notFound)
            let unsettled = #expect(throws: StoreError.self) { try storage.settle(key) }
            #expect(unsettled?.code == .notFound)
            try storage.delete(key)
        }
    }

    @Test(arguments: Kind.allCases) func settlingChangesNothing(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            for key in [ObjectKey("top"), ObjectKey("models/a/@journal/1.json")] {
                try storage.put([1, 2], as: key)
                try storage.settle(key)
                #expect(try storage.readAll(key, limit: 9) == [1, 2])
            }
        }
    }

    @Test(arguments: Kind.allCases) func deletingFreesTheName(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("leases/x")
            try storage.put([1], as: key)
            try storage.delete(key)
            #expect(try storage.information(key) == nil)
            #expect(try storage.put([2], as: key) == .created)
        }
    }

    @Test(arguments: Kind.allCases) func replacingIsForRepair(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("manifests/ab/m.json")
            try storage.put([1], as: key)
            try storage.replace(key, with: [9, 9])
            #expect(try storage.readAll(key, limit: 10) == [9, 9])
            #expect(try storage.list("manifests/ab").count == 1)
        }
    }

    @Test(arguments: Kind.allCases) func aReaderOutlivesDeletion(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("packs/ab/x.pack")
            try storage.put([5, 6], as: key)
            let reader = try storage.open(key)
            try storage.delete(key)
            var bytes: [UInt8] = [0, 0]
            try bytes.withUnsafeMutableBytes { try reader.read(at: 0, into: $0) }
            #expect(bytes == [5, 6])
        }
    }

    @Test(arguments: Kind.allCases) func oversizedObjectsAreRefusedUnread(_ kind: Kind) throws {
        try Self.with(kind) { (storage: any ObjectStorage) throws in
            let key = ObjectKey("a")
            try storage.put([1, 2, 3], as: key)
            let error = #expect(throws: StoreError.self) {
                _ = try storage.readAll(key, limit: 2)
            }
            #expect(error?.code == .integrity)
        }
    }
}
