import FileIO
import Glibc
import TestSupport
import Testing

/// What is left of trees that were never finished.
@Suite struct DurableTreeTests {
    private func names(_ path: String) throws -> [String] {
        try Directory(path: path).entries().compactMap(\.name).sorted()
    }

    @Test func whatAKilledProcessLeftIsRemovedByTheNext() throws {
        try withTemporaryDirectory { (path: String) throws in
            for left in [".out.partial-17/sub/deep", ".out.partial-4294967295"] {
                _ = try DurableDirectory.makePath(path + "/" + left)
            }
            let tree = try DurableTree(at: path + "/out")
            #expect(try names(path).count == 1)
            try tree.publish()
            #expect(try names(path) == ["out"])
        }
    }

    @Test func whatALivingProcessFillsIsLeftAlone() throws {
        try withTemporaryDirectory { (path: String) throws in
            let first = try DurableTree(at: path + "/out")
            try first.makeDirectory("sub")
            let second = try DurableTree(at: path + "/out")
            #expect(try names(path).count == 2)
            try first.publish()
            second.abandon()
            #expect(try names(path + "/out") == ["sub"])
            #expect(try names(path) == ["out"])
        }
    }

    @Test func whatOnlyLooksLikeItIsLeftAlone() throws {
        try withTemporaryDirectory { (path: String) throws in
            let others = [
                ".out.partial-", ".out.partial-1x", ".out.partial-01", ".out.partial-4294967296",
                ".other.partial-1", "out.partial-1",
            ]
            for name in others { mkdir(path + "/" + name, 0o755) }
            try DurableTree(at: path + "/out").publish()
            #expect(try names(path) == (others + ["out"]).sorted())
        }
    }

    /// 255 bytes are a name, however few letters they are.
    @Test func aLongNameHasRoomForThePartialOne() throws {
        try withTemporaryDirectory { (path: String) throws in
            let name = String(repeating: "版", count: 85)
            try DurableTree(at: path + "/" + name).publish()
            #expect(try names(path) == [name])
        }
    }
}
