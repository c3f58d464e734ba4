import Hashing
import StoreInterface
import StoreModel
import StoreTree
import Synchronization
import Testing

/// `versions/`, `refs/` and `manifests/`.
@Suite struct VersionsTests {
    @Test func aVersionNeverExpires() throws {
        let store = FakeStore()
        try store.push("v1", ["d/a": FakeFile("1")], directories: ["empty"])
        let mount = try Walker(store)
        for path in ["versions/v1", "versions/v1/d", "versions/v1/d/a", "versions/v1/empty"] {
            let entry = try mount.entry(path)
            #expect(entry.caching == .forever && entry.nameCaching == .forever, "\(path)")
        }
        #expect(try mount.find("versions/v1/absent") == .absent(.forever))
        #expect(try mount.names("versions/v1/empty") == [])
        #expect(try mount.names("versions/v1") == ["d", "empty"])
        #expect(try mount.entry("versions/v1").attributes.links == 4)
    }

    @Test func aNewVersionAppears() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        #expect(try mount.find("versions/v2") == .absent(.never))
        #expect(try mount.find("manifests/v2.json") == .absent(.never))
        let versions = try mount.node("versions")
        let handle = try mount.tree.openDirectory(versions)
        let before = try mount.modified("versions")
        try store.push("v2", ["a": FakeFile("2")])
        #expect(try mount.names("versions") == ["v1", "v2"])
        #expect(try mount.names("manifests") == ["v1.json", "v2.json"])
        #expect(try mount.text("versions/v2/a") == "2")
        #expect(try mount.names(versions, handle) == ["v1"])
        #expect(try Walker(store).names(versions, handle) == ["v1"])
        #expect(try mount.modified("versions") > before)
    }

    @Test func directoriesOfAVersionAreAsOldAsIt() throws {
        let store = FakeStore()
        let digest = try store.push("v1", ["d/a": FakeFile("1")])
        let mount = try Walker(store)
        let created = try store.manifest(digest).created
        for path in ["versions/v1", "versions/v1/d", "manifests/v1.json"] {
            #expect(try mount.modified(path) == created)
        }
    }

    @Test func refsAreLinksToVersions() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        try store.push("v2", ["a": FakeFile("2")])
        try store.promote("v1")
        try store.tag("canary", "v1")
        let mount = try Walker(store)
        #expect(try mount.names("refs") == ["active", "canary", "latest"])
        let canary = try mount.entry("refs/canary")
        #expect(canary.caching == .never && canary.nameCaching == .never)
        #expect(canary.attributes.kind == .symbolicLink)
        #expect(canary.attributes.permissions == 0o777)
        let target = try mount.tree.readLink(canary.node)
        #expect(target == Array("../versions/v1".utf8))
        #expect(canary.attributes.size == UInt64(target.count))
        let refs = try mount.node("refs")
        let handle = try mount.tree.openDirectory(refs)
        try store.tag("canary", "v2")
        try store.promote("v2")
        let moved = try mount.tree.readLink(try mount.node("refs/canary"))
        #expect(moved == Array("../versions/v2".utf8))
        #expect(try mount.names("refs") == ["active", "canary", "latest", "previous"])
        #expect(try mount.names(refs, handle) == ["active", "canary", "latest"])
        #expect(try mount.find("refs/none") == .absent(.never))
    }

    @Test func manifestsAreTheirCanonicalBytes() throws {
        let store = FakeStore()
        let digest = try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        let entry = try mount.entry("manifests/v1.json")
        #expect(entry.attributes.kind == .file && entry.attributes.permissions == 0o444)
        try mount.tree.openFile(entry.node)
        let bytes = try mount.read(entry.node)
        mount.tree.releaseFile(entry.node)
        #expect(SHA256Hasher.digest(of: bytes) == digest)
        #expect(entry.attributes.size == UInt64(bytes.count))
        for name in ["v1", ".json", "v1.jso", "v1.json.json"] {
            #expect(try mount.find("manifests/\(name)") == .absent(.never))
        }
    }

    @Test func aDamagedVersionDoesNotHideItsNeighbours() throws {
        let store = FakeStore()
        let bad = try store.push("v1", ["a": FakeFile("1")])
        try store.push("v2", ["a": FakeFile("2")])
        store.state.withLock { _ = $0.damaged.insert(bad) }
        let mount = try Walker(store)
        #expect(try mount.names("versions") == ["v1", "v2"])
        #expect(try mount.names("manifests") == ["v1.json", "v2.json"])
        #expect(mount.code { _ in _ = try mount.entry("versions/v1") } == .integrity)
        #expect(mount.code { _ in _ = try mount.entry("manifests/v1.json") } == .integrity)
        #expect(try mount.text("versions/v2/a") == "2")
    }

    @Test func aManifestOfAnotherVersionIsDamage() throws {
        let store = FakeStore()
        let digest = try store.push("v1", ["a": FakeFile("1")])
        try store.register(try store.manifest(digest), as: "qb", "v2")
        try store.promote("v2")
        let mount = try Walker(store)
        for path in ["versions/v2", "manifests/v2.json", "active/a"] {
            #expect(mount.code { _ in _ = try mount.entry(path) } == .integrity, "\(path)")
        }
        #expect(try mount.text("versions/v1/a") == "1")
    }

    @Test func attributesTellTheVersion() throws {
        let store = FakeStore()
        let one = try store.push("v1", ["d/a": FakeFile("1")])
        let two = try store.push("v2", ["d/a": FakeFile("1")])
        try store.promote("v1")
        let mount = try Walker(store)
        let version = ["user.store.model", "user.store.version", "user.store.manifest"]
        for path in ["active", "active/d", "versions/v1", "versions/v1/d"] {
            #expect(try mount.tree.attributeNames(of: try mount.node(path)) == version, "\(path)")
            #expect(try mount.attribute("model", path) == "qb")
            #expect(try mount.attribute("version", path) == "v1")
            #expect(try mount.attribute("manifest", path) == one.hex)
            #expect(try mount.attribute("sha256", path) == nil)
        }
        let file = try mount.node("versions/v1/d/a")
        #expect(try mount.tree.attributeNames(of: file) == ["user.store.sha256"])
        let content = SHA256Hasher.digest(of: Array("1".utf8)).hex
        #expect(try mount.attribute("sha256", "active/d/a") == content)
        let document = "manifests/v2.json"
        #expect(try mount.attribute("version", document) == "v2")
        #expect(try mount.attribute("sha256", document) == two.hex)
        for path in ["", "versions", "refs", "refs/active"] {
            #expect(try mount.tree.attributeNames(of: try mount.node(path)) == [], "\(path)")
        }
        try store.promote("v2")
        #expect(try mount.attribute("version", "active") == "v2")
    }

    @Test func usageIsLogical() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1234"), "b": FakeFile("1234")])
        let bad = try store.push("v2", ["a": FakeFile("1234")])
        try store.push("v1", of: "other", ["a": FakeFile("12345678")])
        let one = try Walker(store).tree.usage()
        #expect(one.bytes == 12 && one.files == 3)
        let all = try Walker(store, .store(default: nil)).tree.usage()
        #expect(all.bytes == 20 && all.files == 4)
        store.state.withLock { _ = $0.damaged.insert(bad) }
        #expect(try Walker(store).tree.usage().files == 2)
    }
}
