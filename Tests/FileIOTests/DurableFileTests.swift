import FileIO
import TestSupport
import Testing

@Suite struct DurableFileTests {
    static func write(
        _ bytes: [UInt8], to path: String, as name: String
    ) throws -> DurableOutcome {
        let directory = try Directory(path: path)
        let file = try DurableFile(in: directory)
        try bytes.withUnsafeBytes { try file.append($0) }
        return try file.publish(in: directory, as: name)
    }

    @Test func aPublishedFileIsReadOnlyAndWhole() throws {
        try withTemporaryDirectory { (path: String) throws in
            #expect(try Self.write([1, 2, 3], to: path, as: "x") == .created)
            let directory = try Directory(path: path)
            #expect(try directory.status("x")?.permissions == 0o400)
            #expect(try directory.openFile("x").readAll(limit: 10) == [1, 2, 3])
        }
    }

    @Test func nothingIsEverReplaced() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Self.write([1], to: path, as: "x")
            #expect(try Self.write([1], to: path, as: "x") == .identical)
            #expect(try Self.write([2], to: path, as: "x") == .taken)
            #expect(try Directory(path: path).openFile("x").readAll(limit: 10) == [1])
        }
    }

    @Test func anAbandonedFileLeavesNoTrace() throws {
        try withTemporaryDirectory { (path: String) throws in
            let file = try DurableFile(in: Directory(path: path))
            try [UInt8](repeating: 1, count: 100_000).withUnsafeBytes { try file.append($0) }
            file.abandon()
            #expect(try Directory(path: path).entries().isEmpty)
        }
    }

    @Test func equalLongFilesAreComparedWhole() throws {
        try withTemporaryDirectory { (path: String) throws in
            var bytes = [UInt8](repeating: 3, count: 3_000_000)
            _ = try Self.write(bytes, to: path, as: "x")
            #expect(try Self.write(bytes, to: path, as: "x") == .identical)
            bytes[2_999_999] = 4
            #expect(try Self.write(bytes, to: path, as: "x") == .taken)
        }
    }

    @Test func repairReplacesAtomically() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Self.write([1], to: path, as: "x")
            let directory = try Directory(path: path)
            let file = try DurableFile(in: directory)
            try [UInt8](repeating: 5, count: 2).withUnsafeBytes { try file.append($0) }
            try file.publish(in: directory, replacing: "x")
            #expect(try directory.openFile("x").readAll(limit: 10) == [5, 5])
            #expect(try directory.entries().count == 1)
        }
    }

    @Test func aFailedReplacementLeavesNothing() throws {
        try withTemporaryDirectory { (path: String) throws in
            // A directory that holds something cannot be replaced by a file.
            _ = try DurableDirectory.makePath(path + "/x/y")
            let directory = try Directory(path: path)
            let file = try DurableFile(in: directory)
            #expect(throws: FileError.self) { try file.publish(in: directory, replacing: "x") }
            #expect(try directory.entries().map(\.name) == ["x"])
        }
    }

    @Test func whatIsTakenCanBeReplacedByTheSameFile() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Self.write([1], to: path, as: "x")
            let directory = try Directory(path: path)
            let file = try DurableFile(in: directory)
            try [UInt8](repeating: 5, count: 2).withUnsafeBytes { try file.append($0) }
            #expect(try file.publish(in: directory, as: "x") == .taken)
            try file.publish(in: directory, replacing: "x")
            #expect(try directory.openFile("x").readAll(limit: 10) == [5, 5])
            #expect(try directory.entries().count == 1)
        }
    }

    @Test func directoriesAreMadeLevelByLevel() throws {
        try withTemporaryDirectory { (path: String) throws in
            let places = DurableDirectory(root: try Directory(path: path))
            let deep = try places.directory("a/b/c")
            #expect(try deep.status().permissions == 0o700)
            _ = try places.directory("a/b/c")
            _ = try DurableDirectory.makePath(path + "/d/e")
            #expect(try Directory(path: path + "/d/e").entries().isEmpty)
        }
    }

    @Test func relativePathsNeverLeaveTheirDirectory() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try DurableDirectory.makePath(path + "/in")
            _ = try Self.write([1], to: path, as: "secret")
            let inside = try Directory(path: path + "/in")
            #expect(throws: FileError.self) { _ = try inside.openFile("../secret") }
            #expect(throws: FileError.self) { _ = try inside.openFile(path + "/secret") }
        }
    }

    @Test func aTreeForAUserAppearsWholeOrNotAtAll() throws {
        try withTemporaryDirectory { (path: String) throws in
            let tree = try DurableTree(at: path + "/out")
            try tree.makeDirectory("sub")
            try tree.makeFile("sub/f", permissions: 0o644) { append in
                _ = Result { () throws(FileError) in
                    try append(UnsafeRawBufferPointer(start: nil, count: 0))
                }
            }
            #expect(try Directory(path: path).status("out") == nil)
            try tree.publish()
            #expect(try Directory(path: path + "/out").status("sub/f")?.permissions == 0o644)
            #expect(try Directory(path: path).entries().count == 1)
            #expect(throws: FileError.self) { _ = try DurableTree(at: path + "/out") }
        }
    }

    @Test func anAbandonedTreeIsRemoved() throws {
        try withTemporaryDirectory { (path: String) throws in
            let tree = try DurableTree(at: path + "/out")
            try tree.makeDirectory("sub")
            tree.abandon()
            #expect(try Directory(path: path).entries().isEmpty)
        }
    }

    @Test func locksExcludeEachOther() throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try Self.write([1], to: path, as: "x")
            let directory = try Directory(path: path)
            let first = try directory.openFile("x")
            let second = try directory.openFile("x")
            #expect(try first.tryLock(.exclusive))
            #expect(try !second.tryLock(.shared))
        }
    }
}
