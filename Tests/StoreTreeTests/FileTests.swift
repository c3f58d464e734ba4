import Hashing
import StoreInterface
import StoreModel
import StoreTree
import Synchronization
import Testing

/// Opening and reading.
@Suite struct FileTests {
    @Test func readsAreTheBytesFromAnOffset() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("0123456789"), "empty": FakeFile("")])
        let mount = try Walker(store)
        let node = try mount.node("versions/v1/a")
        try mount.tree.openFile(node)
        #expect(try mount.read(node, step: 4) == Array("0123456789".utf8))
        #expect(try mount.read(node, at: 7) == Array("789".utf8))
        #expect(try mount.read(node, at: 10) == [])
        #expect(try mount.read(node, at: .max) == [])
        mount.tree.releaseFile(node)
        #expect(try mount.read("versions/v1/empty") == [])
        #expect(try mount.entry("versions/v1/a").attributes.size == 10)
        #expect(try mount.entry("versions/v1/a").attributes.links == 1)
    }

    @Test func aReadNeedsNoOpenInThisWorker() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("bytes")])
        let first = try Walker(store)
        let node = try first.node("versions/v1/a")
        try first.tree.openFile(node)
        let second = try Walker(store)
        #expect(try second.read(node) == Array("bytes".utf8))
        second.tree.releaseFile(node)
        #expect(try second.read(node) == Array("bytes".utf8))
    }

    @Test func anOpenFileKeepsItsBytesThroughPromoteAndDeletion() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("old")])
        try store.push("v2", ["a": FakeFile("new")])
        try store.promote("v1")
        let mount = try Walker(store)
        let node = try mount.node("active/a")
        try mount.tree.openFile(node)
        try mount.tree.openFile(node)
        try store.promote("v2")
        store.state.withLock { $0.blobs = [:] }
        mount.tree.releaseFile(node)
        #expect(try mount.read(node) == Array("old".utf8))
        mount.tree.releaseFile(node)
        #expect(mount.code { _ in _ = try mount.read(node) } == .integrity)
    }

    @Test func aFileIsAsOldAsItsBlob() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("same")])
        let mount = try Walker(store)
        let first = try mount.entry("versions/v1/a")
        try store.push("v2", ["b": FakeFile("same")])
        try store.promote("v2")
        #expect(try mount.entry("active/b").attributes == first.attributes)
        let digest = SHA256Hasher.digest(of: Array("same".utf8))
        let stored = store.state.withLock { $0.blobs[digest]?.stored }
        #expect(first.attributes.modified == stored)
    }

    @Test func aDateCostsOneLookAtABlob() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        for _ in 0..<5 { _ = try mount.entry("versions/v1/a") }
        #expect(store.state.withLock { $0.blobOpens } == 1)
    }

    @Test func aDamagedBlobIsListedAndNotRead() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("bad"), "b": FakeFile("good")])
        let digest = SHA256Hasher.digest(of: Array("bad".utf8))
        store.state.withLock { _ = $0.damaged.insert(digest) }
        let mount = try Walker(store)
        #expect(try mount.names("versions/v1") == ["a", "b"])
        let entry = try mount.entry("versions/v1/a")
        #expect(entry.attributes.size == 3 && entry.caching == .never)
        #expect(mount.tree.health == .ok)
        #expect(mount.code { try $0.openFile(entry.node) } == .integrity)
        #expect(mount.code { _ in _ = try mount.read(entry.node) } == .integrity)
        #expect(mount.tree.health != .ok)
        #expect(try mount.text("versions/v1/b") == "good")
    }

    /// Two manifests that disagree on a blob's size: the lie has its own node.
    @Test func aLieAboutASizeDoesNotSpoilTheBlob() throws {
        let store = FakeStore()
        let digest = try store.push("v1", ["a": FakeFile("bytes")])
        var lie = try store.manifest(digest)
        lie.version = try VersionID("v2")
        lie.files[0].size = 4096
        try store.register(lie, as: "qb", "v2")
        let mount = try Walker(store)
        let liar = try mount.node("versions/v2/a")
        #expect(mount.code { try $0.openFile(liar) } == .integrity)
        #expect(try mount.text("versions/v1/a") == "bytes")
        #expect(try mount.entry("versions/v1/a").attributes.size == 5)
    }
}
