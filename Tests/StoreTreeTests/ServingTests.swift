import StoreModel
import StoreTree
import Synchronization
import Testing

/// `serving/<number>`: what servers choose from that take the highest number.
@Suite struct ServingTests {
    private func store() throws -> FakeStore {
        let store = FakeStore()
        for id in ["v1", "v2", "v3"] {
            try store.push(id, ["a": FakeFile(id), "d/e/b": FakeFile("same")])
        }
        return store
    }

    @Test func theHighestNumberFollowsPromoteAndRollback() throws {
        let store = try store()
        let mount = try Walker(store)
        #expect(try mount.names("serving") == [])
        for (id, number) in [("v2", "2"), ("v3", "3"), ("v2", "2"), ("v1", "1")] {
            try store.promote(id)
            #expect(try mount.names("serving") == [number])
            #expect(try mount.text("serving/\(number)/a") == id)
            #expect(try mount.text("serving/\(number)/d/e/b") == "same")
            #expect(try mount.attribute("version", "serving/\(number)") == id)
        }
        for gone in ["serving/2", "serving/3", "serving/4", "serving/01", "serving/v1"] {
            #expect(try mount.find(gone) == .absent(.never), "\(gone)")
        }
    }

    @Test func aTagServesAVersionBesideTheActiveOne() throws {
        let store = try store()
        let mount = try Walker(store)
        try store.promote("v1")
        try store.tag("canary", "v3")
        #expect(try mount.names("serving") == ["1", "3"])
        try store.tag("stable", "v1")
        #expect(try mount.names("serving") == ["1", "3"])
        try store.tag("canary", "v2")
        #expect(try mount.names("serving") == ["1", "2"])
    }

    @Test func numbersAreListedInTheirOrder() throws {
        let store = FakeStore()
        for number in 1...11 { try store.push("v\(number)", ["a": FakeFile("\(number)")]) }
        for number in [10, 2, 11, 1] { try store.tag("t\(number)", "v\(number)") }
        #expect(try Walker(store).names("serving") == ["1", "2", "10", "11"])
    }

    @Test func onlyTheNumberExpires() throws {
        let store = try store()
        let mount = try Walker(store)
        try store.promote("v1")
        let number = try mount.entry("serving/1")
        #expect(number.caching == .forever && number.nameCaching == .never)
        for path in ["serving/1/a", "serving/1/d", "serving/1/d/e/b"] {
            let entry = try mount.entry(path)
            #expect(entry.caching == .forever && entry.nameCaching == .forever, "\(path)")
        }
        let before = try mount.modified("serving")
        try store.promote("v2")
        #expect(try mount.modified("serving") > before)
        #expect(try mount.entry("serving").attributes.links == 3)
    }

    /// Bound into a container `serving` must be whole, so its directories are no links.
    @Test func itsDirectoriesAreItsOwnAndItsFilesAreShared() throws {
        let store = try store()
        let mount = try Walker(store)
        try store.promote("v1")
        for path in ["", "/d", "/d/e"] {
            let served = try mount.entry("serving/1" + path)
            #expect(served.attributes.kind == .directory)
            #expect(try served.node != mount.node("versions/v1" + path))
        }
        #expect(try mount.node("serving/1/a") == mount.node("versions/v1/a"))
    }

    @Test func anotherWorkerKnowsItsNodesAndTheirParents() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        let nodes = try ["serving", "serving/1", "serving/1/d", "serving/1/d/e"].map(mount.node)
        try store.promote("v2")
        let other = try Walker(store)
        for (node, parent) in zip(nodes, [.root] + nodes) {
            let lines = try other.items(node, other.tree.openDirectory(node))
            #expect(lines[0].entry.node == node && lines[1].entry.node == parent)
        }
        #expect(try other.names(nodes[1], 0) == ["a", "d"])
    }

    @Test func anOpenListingKeepsItsNumbers() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        let node = try mount.node("serving")
        let handle = try mount.tree.openDirectory(node)
        try store.promote("v2")
        #expect(try mount.names(node, handle) == ["1"])
        #expect(try Walker(store).names(node, handle) == ["1"])
        #expect(try mount.names("serving") == ["2"])
    }

    @Test func aModelOfThatNameIsNotHidden() throws {
        let store = try store()
        try store.promote("v1")
        try store.push("x", of: "qb/serving", ["a": FakeFile("inner")])
        try store.push("y", of: "serving", ["a": FakeFile("outer")])
        let mount = Walker(store, .store(default: nil))
        #expect(
            try mount.names("models/qb") == ["active", "manifests", "refs", "serving", "versions"])
        #expect(try mount.text("models/qb/serving/versions/x/a") == "inner")
        #expect(try mount.text("models/serving/versions/y/a") == "outer")
        #expect(try mount.names("models/serving/serving") == [])
    }

    @Test func aDamagedVersionDoesNotHideItsNeighbours() throws {
        let store = try store()
        try store.promote("v1")
        try store.tag("canary", "v2")
        let damaged = try #require(
            store.state.withLock { state in
                state.versions.values.first?.first { $0.id.text == "v2" }?.manifest
            })
        store.state.withLock { $0.manifests[damaged] = Array("{}".utf8) }
        let mount = try Walker(store)
        #expect(try mount.names("serving") == ["1", "2"])
        #expect(try mount.text("serving/1/a") == "v1")
        #expect(mount.code { _ in _ = try mount.find("serving/2") } == .integrity)
    }
}
