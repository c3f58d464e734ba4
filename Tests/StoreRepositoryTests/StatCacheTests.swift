import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import TestSupport
import Testing

@Suite struct StatCacheTests {
    static let key = SHA256Hasher.digest(of: [1])
    static let content = SHA256Hasher.digest(of: [2])

    static func identity(_ path: String) throws -> FileIdentity {
        FileIdentity(try FileReader(path: path).status())
    }

    static func withFile(_ body: (FileIdentity) throws -> Void) throws {
        try withTemporaryDirectory { (path: String) throws in
            _ = try ChildCommand("bash", ["-c", "echo x > \"$0\"", path + "/f"]).run().checked()
            try body(identity(path + "/f"))
        }
    }

    /// A time by which the file has been as it is for `seconds`.
    static func time(_ seconds: Double, after file: FileIdentity) -> Timestamp {
        Timestamp(
            milliseconds: max(file.modified, file.changed) / 1_000_000 + Int64(seconds * 1000))
    }

    @Test func whatIsKeptIsFound() throws {
        try Self.withFile { (file: FileIdentity) throws in
            let storage = MemoryStorage()
            var cache = StatCache()
            cache.remember(file, as: Self.content, at: Self.time(3, after: file))
            cache.save(as: Self.key, in: storage)
            cache.save(as: Self.key, in: storage)
            let loaded = StatCache.load(Self.key, from: storage)
            #expect(loaded.content(of: file) == Self.content)
            #expect(StatCache.load(Self.content, from: storage).content(of: file) == nil)
        }
    }

    @Test func aFileThatHasJustChangedIsNotRemembered() throws {
        try Self.withFile { (file: FileIdentity) throws in
            var cache = StatCache()
            cache.remember(file, as: Self.content, at: Self.time(1.9, after: file))
            #expect(cache.content(of: file) == nil)
        }
    }

    @Test func everyDamagedByteEmptiesIt() throws {
        try Self.withFile { (file: FileIdentity) throws in
            let storage = MemoryStorage()
            var cache = StatCache()
            cache.remember(file, as: Self.content, at: Self.time(3, after: file))
            cache.save(as: Self.key, in: storage)
            let place = try #require(
                try storage.list("cache/stat").first.map { "cache/stat/" + $0.name })
            let name = try #require(try storage.list(place).first?.name)
            let key = ObjectKey(place + "/" + name)
            let sound = try storage.readAll(key, limit: 1 << 20)
            for position in sound.indices {
                var rotten = sound
                rotten[position] ^= 0x10
                try storage.replace(key, with: rotten)
                #expect(StatCache.load(Self.key, from: storage).content(of: file) == nil)
            }
            try storage.replace(key, with: Array(sound.dropLast()))
            #expect(StatCache.load(Self.key, from: storage).content(of: file) == nil)
        }
    }
}
