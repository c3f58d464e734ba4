import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What a push reads, and what it finds out without reading.
@Suite struct KnownFilesTests {
    static let large = TestData.incompressible(3_000_000, seed: 1)

    /// A pushed tree of a large and a small file that have been as they are for an hour.
    static func with(_ body: (PushFixture) throws -> Void) throws {
        try PushFixture.with(clock: { Timestamp(milliseconds: Self.later) }) {
            (fixture: PushFixture) throws in
            try fixture.write("large", large)
            try fixture.write("small", "small")
            try fixture.push("v1")
            try body(fixture)
        }
    }

    /// An hour from now.
    static let later = Repository.systemTime().milliseconds + 3_600_000

    static func push(
        _ fixture: PushFixture, _ version: String, _ trust: StatTrust = .trusting
    ) throws -> PushResult {
        var request = try fixture.request(version)
        request.trust = trust
        return try fixture.push(request)
    }

    /// Sets the time of change of content; the kernel sets that of the inode.
    static func touch(_ path: String) { utimensat(AT_FDCWD, path, nil, 0) }

    @Test func anUnchangedTreeIsNotRead() throws {
        try Self.with { (fixture: PushFixture) throws in
            let result = try Self.push(fixture, "v2")
            #expect(result.bytesRead == 0)
            #expect(try fixture.manifest("v2").files == fixture.manifest("v1").files)
        }
    }

    @Test func rehashReadsEverything() throws {
        try Self.with { (fixture: PushFixture) throws in
            let result = try Self.push(fixture, "v2", .rehash)
            #expect(result.bytesRead == UInt64(Self.large.count + 5))
            #expect(result.bytesNew == 0)
            #expect(try fixture.manifest("v2").files == fixture.manifest("v1").files)
        }
    }

    @Test(arguments: [0, 1_500_000, 2_999_999]) func aTouchedFileIsReadAndFoundOut(
        at place: Int
    ) throws {
        try Self.with { (fixture: PushFixture) throws in
            var changed = Self.large
            changed[place] ^= 1
            try fixture.write("large", changed)
            let result = try Self.push(fixture, "v2")
            #expect(result.bytesNew > 0 && result.bytesNew <= 1 << 20)
            #expect(try fixture.content("large", of: "v2") == changed)
            #expect(try fixture.content("large", of: "v1") == Self.large)
        }
    }

    @Test func aTouchedFileWithTheSameBytesStoresNothing() throws {
        try Self.with { (fixture: PushFixture) throws in
            Self.touch(fixture.source + "/large")
            let result = try Self.push(fixture, "v2")
            #expect(result.bytesRead == UInt64(Self.large.count))
            #expect(result.bytesNew == 0)
            #expect(try fixture.manifest("v2").files == fixture.manifest("v1").files)
        }
    }

    /// The same inode, size and time of modification: only the inode's own time gives it away.
    @Test func aTimeThatWasSetBackDoesNotDeceive() throws {
        try Self.with { (fixture: PushFixture) throws in
            let path = fixture.source + "/large"
            var before = stat()
            #expect(stat(path, &before) == 0)
            var changed = Self.large
            changed[7] ^= 1
            try fixture.write("large", changed)
            let times = [before.st_atim, before.st_mtim]
            #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
            _ = try Self.push(fixture, "v2")
            #expect(try fixture.content("large", of: "v2") == changed)
        }
    }

    /// What is remembered is of no use when the store has lost it.
    @Test(arguments: [".pack", ""]) func whatIsRememberedAndLostIsStoredAgain(
        suffix: String
    ) throws {
        try Self.with { (fixture: PushFixture) throws in
            for key in try VerifyTests.keys(fixture.storage, "packs")
            where key.text.hasSuffix(suffix) {
                try fixture.storage.delete(key)
                try fixture.storage.delete(ObjectLayout.mirror(key))
            }
            let fresh = try fixture.reopened()
            let result = try Self.push(fresh, "v2")
            #expect(result.bytesNew == UInt64(Self.large.count + 5))
            #expect(try fresh.reopened().content("large", of: "v1") == Self.large)
        }
    }

    /// A copy of the tree: other inodes, the same paths and sizes.
    @Test func aCopyOfTheNewestVersionIsReadOnceAndStoresNothing() throws {
        try Self.with { (fixture: PushFixture) throws in
            let copy = fixture.source + "-copy"
            _ = try ChildCommand("cp", ["-r", fixture.source, copy]).run().checked()
            var request = try fixture.request("v2")
            request.paths = [copy]
            let result = try fixture.push(request)
            #expect(result.bytesRead == UInt64(Self.large.count + 5))
            #expect(result.bytesNew == 0)
            #expect(try fixture.manifest("v2").files == fixture.manifest("v1").files)
        }
    }
}
