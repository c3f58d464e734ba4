import StoreModel
import StoreTree
import Synchronization
import Testing

/// Node ids, references and names.
@Suite struct NodeTests {
    @Test func theSameContentIsTheSameInode() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("same"), "b": FakeFile("same", isExecutable: true)])
        try store.push("v2", ["elsewhere/c": FakeFile("same")])
        try store.promote("v2")
        let mount = try Walker(store)
        let node = try mount.node("versions/v1/a")
        #expect(try mount.node("versions/v2/elsewhere/c") == node)
        #expect(try mount.node("active/elsewhere/c") == node)
        let executable = try mount.entry("versions/v1/b")
        #expect(executable.node != node)
        #expect(executable.attributes.permissions == 0o555)
        #expect(try mount.entry("versions/v1/a").attributes.permissions == 0o444)
        #expect(executable.attributes.inode == executable.node.rawValue)
    }

    @Test func idsAreTheSameInEveryWorker() throws {
        let store = FakeStore()
        try store.push("v1", ["d/a": FakeFile("1")])
        try store.promote("v1")
        for path in ["active", "active/d", "versions/v1/d", "refs/latest", "manifests/v1.json"] {
            let node = try Walker(store).node(path)
            #expect(try Walker(store).node(path) == node)
            #expect(node.rawValue > 1 && node.rawValue >> 63 == 0)
        }
    }

    @Test func aNewWorkerRecoversEmptyDirectories() throws {
        let store = FakeStore()
        let directories = (0..<300).map { "d/\($0)/x/y" }
        try store.push("v1", [:], directories: directories)
        try store.push("v2", ["d/1/a": FakeFile("1")], directories: directories)
        try store.promote("v2")
        let first = try Walker(store)
        let second = try Walker(store)
        for view in ["versions/v1", "versions/v2", "active"] {
            for path in ["/d", "/d/0", "/d/1", "/d/299/x", "/d/299/x/y"] {
                let entry = try first.entry(view + path)
                #expect(try second.tree.attributes(of: entry.node).0 == entry.attributes)
                #expect(try second.names(entry.node, 0) == first.names(entry.node, 0))
            }
        }
    }

    @Test func aNewWorkerRecoversEveryNode() throws {
        let store = FakeStore()
        try store.push("v1", ["d/e/a": FakeFile("old")])
        try store.promote("v1")
        let scope = TreeScope.store(default: try ModelName("qb"))
        let first = Walker(store, scope)
        let past = try first.entry("active/d/e")
        try store.push("v2", ["d/e/a": FakeFile("new")], directories: ["x"])
        try store.push("v1", of: "acme/b", ["q/a": FakeFile("other")])
        try store.promote("v2")
        let paths = [
            "active", "active/d", "active/d/e/a", "active/x", "models", "models/acme",
            "models/acme/b", "models/acme/b/versions/v1/q", "models/qb/active/d/e", "refs",
            "refs/previous", "manifests/v1.json", "versions/v1", "versions/v1/d/e/a", "versions",
        ]
        var entries = [past]
        for path in paths { entries.append(try first.entry(path)) }
        for entry in entries {
            let mount = Walker(store, scope)
            #expect(try mount.tree.attributes(of: entry.node).0 == entry.attributes)
            if entry.attributes.kind == .directory {
                let handle = try first.tree.openDirectory(entry.node)
                #expect(try mount.tree.openDirectory(entry.node) == handle)
                #expect(
                    try mount.names(entry.node, handle) == first.names(entry.node, handle))
            }
        }
        let mount = Walker(store, scope)
        #expect(try mount.names(past.node, 0) == ["a"])
        #expect(try mount.read(try first.node("versions/v1/d/e/a")) == Array("old".utf8))
        #expect(
            try mount.tree.readLink(try first.node("refs/previous"))
                == Array("../versions/v1".utf8))
    }

    @Test func anUnknownNodeIsNotFound() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = Walker(store, .store(default: nil))
        let stranger = NodeID(rawValue: 4711)
        #expect(mount.code { _ = try $0.attributes(of: stranger) } == .notFound)
        #expect(mount.code { _ = try $0.lookup([0x61], in: stranger) } == .notFound)
        #expect(mount.code { _ = try $0.openDirectory(stranger) } == .notFound)
        #expect(mount.code { try $0.openFile(stranger) } == .notFound)
        #expect(mount.code { _ in _ = try mount.read(stranger) } == .notFound)
    }

    @Test func aSearchThroughDamageIsIntegrity() throws {
        let store = FakeStore()
        let bad = try store.push("v1", ["a": FakeFile("1")])
        try store.push("v2", ["b": FakeFile("2")])
        let node = try Walker(store).node("versions/v1/a")
        store.state.withLock { _ = $0.damaged.insert(bad) }
        let mount = try Walker(store)
        #expect(mount.code { _ = try $0.attributes(of: node) } == .integrity)
        let healthy = try Walker(store).node("versions/v2/b")
        #expect(try Walker(store).read(healthy) == Array("2".utf8))
    }

    @Test func forgottenNodesAreDropped() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        let node = try mount.node("versions/v1/a")
        _ = try mount.node("versions/v1/a")
        #expect(mount.tree.nodeCount == 3)
        mount.tree.forget(node, count: 1)
        #expect(mount.tree.nodeCount == 3)
        mount.tree.forget(node, count: 1)
        #expect(mount.tree.nodeCount == 2)
        mount.tree.forget(node, count: 1)
        #expect(try mount.read(node) == Array("1".utf8))
        #expect(mount.tree.nodeCount == 3)
        mount.tree.forget(node, count: 1)
        #expect(mount.tree.nodeCount == 2)
    }

    @Test func aListingCountsNothingByItself() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1"), "b": FakeFile("2")])
        let mount = try Walker(store)
        let version = try mount.node("versions/v1")
        let before = mount.tree.nodeCount
        let items = try mount.items(version, 0)
        #expect(items.map(\.isSelfOrParent) == [true, true, false, false])
        #expect(mount.tree.nodeCount == before)
        mount.tree.countReference(items[2])
        #expect(mount.tree.nodeCount == before + 1)
        mount.tree.forget(items[2].entry.node, count: 1)
        #expect(mount.tree.nodeCount == before)
    }

    /// A hash of four bits: ids collide at once. Every answer is right or an integrity error.
    @Test func aCollisionIsIntegrityAndNeverAnotherFile() throws {
        let store = FakeStore()
        var files: [String: FakeFile] = [:]
        for number in 0..<40 { files["f\(number)"] = FakeFile("content \(number)") }
        try store.push("v1", files)
        let weak = NodeNaming { bytes in
            bytes.reduce(5381) { ($0 &* 33) ^ UInt64($1) } & 0x3F | 0x1_0000
        }
        let mount = Walker(store, .model(try ModelName("qb")), naming: weak)
        let version = try mount.node("versions/v1")
        var refused = 0
        for (name, file) in files {
            do throws(StoreError) {
                guard
                    case .found(let entry) = try mount.tree.lookup(Array(name.utf8), in: version)
                else { throw StoreError(.notFound, name) }
                var bytes = [UInt8](repeating: 0, count: 64)
                let tree = mount.tree
                let count = bytes.withUnsafeMutableBytes { buffer in
                    Result { () throws(StoreError) in
                        try tree.read(entry.node, at: 0, into: buffer)
                    }
                }
                #expect(Array(bytes[..<(try count.get())]) == file.bytes)
            } catch {
                #expect(error.code == .integrity)
                refused += 1
            }
        }
        #expect(refused > 0 && refused < files.count)
        #expect(mount.code { _ in _ = try mount.items(version, 0) } == .integrity)
    }

    @Test func aCollisionInARecoveredVersionIsIntegrity() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1"), "b": FakeFile("2")])
        let constant = NodeNaming { _ in 77 }
        let mount = Walker(store, .store(default: nil), naming: constant)
        let node = NodeID(rawValue: 77)
        #expect(mount.code { _ = try $0.attributes(of: node) } == .integrity)
        #expect(mount.code { _ in _ = try mount.read(node) } == .integrity)
    }

    @Test func namesAreBytes() throws {
        let store = FakeStore()
        let decomposed = "e\u{301}t\u{E9}"
        try store.push("v1", [decomposed: FakeFile("1"), "K": FakeFile("2")])
        try store.push("v1", of: "K", ["a": FakeFile("3")])
        let mount = Walker(store, .store(default: try ModelName("qb")))
        #expect(try mount.text("versions/v1/" + decomposed) == "1")
        #expect(try mount.find("versions/v1/\u{E9}t\u{E9}") == .absent(.forever))
        // U+212A KELVIN SIGN is canonically equivalent to K.
        #expect(try mount.find("versions/v1/\u{212A}") == .absent(.forever))
        #expect(try mount.find("models/\u{212A}") == .absent(.never))
        let version = try mount.node("versions/v1")
        #expect(try mount.tree.lookup([0xFF], in: version) == .absent(.forever))
    }

    @Test func oddNamesAreFound() throws {
        let store = FakeStore()
        let long = String(repeating: "n", count: 255)
        let names = ["a b", "line\nfeed", "-rf", long, "a", "a-b", "a0", "日本語", "'\"$(x)"]
        var files: [String: FakeFile] = [:]
        for name in names { files[name + "/x"] = FakeFile(name) }
        try store.push("v1", files)
        let mount = try Walker(store)
        for name in names { #expect(try mount.text("versions/v1/\(name)/x") == name) }
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try mount.names("versions/v1") == sorted)
        let version = try mount.node("versions/v1")
        #expect(
            try mount.tree.lookup([UInt8](repeating: 0x6E, count: 256), in: version)
                == .absent(.forever))
    }

    @Test func callsOnTheWrongKindAreRefused() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        let file = try mount.node("versions/v1/a")
        let directory = try mount.node("versions/v1")
        let link = try mount.node("refs/latest")
        #expect(mount.code { _ = try $0.lookup([0x61], in: file) } == .badInput)
        #expect(mount.code { _ = try $0.lookup([0x61], in: link) } == .badInput)
        #expect(mount.code { _ = try $0.openDirectory(file) } == .badInput)
        #expect(mount.code { _ = try $0.readLink(directory) } == .badInput)
        #expect(mount.code { try $0.openFile(directory) } == .badInput)
        #expect(mount.code { _ in _ = try mount.read(link) } == .badInput)
    }

    @Test func twentyThousandFilesInOneDirectory() throws {
        let store = FakeStore()
        var files: [String: FakeFile] = [:]
        for number in 0..<20_000 { files["d/file\(number)"] = FakeFile("\(number % 100)") }
        try store.push("v1", files)
        let mount = try Walker(store)
        let directory = try mount.node("versions/v1/d")
        let items = try mount.items(directory, 0, step: 512)
        #expect(items.count == 20_002)
        #expect(
            items.dropFirst(3).elementsEqual(items.dropFirst(2).dropLast()) { next, previous in
                previous.name.lexicographicallyPrecedes(next.name)
            })
        for number in stride(from: 0, to: 20_000, by: 997) {
            #expect(try mount.text("versions/v1/d/file\(number)") == "\(number % 100)")
        }
        #expect(try Walker(store).read(items[2].entry.node) == Array("0".utf8))
    }

    /// More versions than the cache of trees holds; the one that is active stays at hand.
    @Test func threeHundredVersionsAreServed() throws {
        let store = FakeStore()
        for number in 1...300 { try store.push("v\(number)", ["d/a": FakeFile("\(number)")]) }
        try store.promote("v1")
        let mount = try Walker(store)
        #expect(try mount.text("active/d/a") == "1")
        for number in 1...300 {
            #expect(try mount.text("versions/v\(number)/d/a") == "\(number)")
        }
        let reads = store.state.withLock { $0.manifestReads }
        #expect(try mount.text("active/d/a") == "1")
        #expect(store.state.withLock { $0.manifestReads } == reads)
        #expect(try mount.text("versions/v2/d/a") == "2")
        #expect(store.state.withLock { $0.manifestReads } > reads)
        #expect(try mount.names("versions").count == 300)
    }
}
