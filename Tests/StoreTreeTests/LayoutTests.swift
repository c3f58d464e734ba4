import StoreModel
import StoreTree
import Synchronization
import Testing

/// What stands at the root of the mount and below `models/`.
@Suite struct LayoutTests {
    @Test func oneModelHasItsFourPlacesAtTheRoot() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        #expect(try mount.names("") == ["active", "manifests", "refs", "serving", "versions"])
        #expect(try mount.find("models") == .absent(.forever))
        #expect(try mount.tree.attributes(of: .root).0.links == 7)
    }

    @Test func aStoreShowsItsDefaultModelBesideModels() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        try store.push("w1", of: "other", ["a": FakeFile("2")])
        let mount = Walker(store, .store(default: try ModelName("qb")))
        #expect(
            try mount.names("") == ["active", "manifests", "refs", "serving", "versions", "models"])
        #expect(try mount.names("models") == ["other", "qb"])
        #expect(
            try mount.names("models/qb") == ["active", "manifests", "refs", "serving", "versions"])
        #expect(try mount.text("versions/v1/a") == "1")
        #expect(try mount.text("models/other/versions/w1/a") == "2")
    }

    @Test func withoutADefaultOnlyModelsStandsAtTheRoot() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = Walker(store, .store(default: nil))
        #expect(try mount.names("") == ["models"])
        #expect(try mount.find("active") == .absent(.forever))
        #expect(try mount.tree.attributes(of: .root).0.links == 3)
    }

    @Test func namesWithSlashesNest() throws {
        let store = FakeStore()
        try store.push("v1", of: "acme", ["a": FakeFile("outer")])
        try store.push("v1", of: "acme/trust_score", ["a": FakeFile("inner")])
        try store.push("v1", of: "zeta/x/y", ["a": FakeFile("deep")])
        let mount = Walker(store, .store(default: nil))
        #expect(try mount.names("models") == ["acme", "zeta"])
        let acme = ["active", "manifests", "refs", "serving", "trust_score", "versions"]
        #expect(try mount.names("models/acme") == acme)
        #expect(try mount.names("models/zeta") == ["x"])
        #expect(try mount.text("models/acme/versions/v1/a") == "outer")
        #expect(try mount.text("models/acme/trust_score/versions/v1/a") == "inner")
        #expect(try mount.text("models/zeta/x/y/versions/v1/a") == "deep")
        #expect(try mount.find("models/zeta/active") == .absent(.never))
        #expect(try mount.entry("models/acme").attributes.links == 8)
    }

    @Test func aNewModelAppears() throws {
        let store = FakeStore()
        let mount = Walker(store, .store(default: nil))
        #expect(try mount.find("models/qb") == .absent(.never))
        try store.push("v1", ["a": FakeFile("1")])
        let entry = try mount.entry("models/qb")
        #expect(entry.nameCaching == .forever)
        #expect(entry.caching == .never)
    }

    /// Listing the models of a large store is slow; a name that is known needs none of it.
    @Test func placesOfAModelAreFoundWithoutListingTheModels() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = Walker(store, .store(default: nil))
        let model = try mount.node("models/qb")
        let before = store.state.withLock { $0.modelLists }
        // A model may be called `qb/serving`, so that name alone needs the list.
        for place in ["active", "manifests", "refs", "versions"] {
            let found = try mount.tree.lookup(Array(place.utf8), in: model)
            #expect(found != .absent(.never))
        }
        #expect(store.state.withLock { $0.modelLists } == before)
    }

    @Test func aModelWithADamagedJournalIsStillThere() throws {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("1")])
        let mount = Walker(store, .store(default: nil))
        store.state.withLock { $0.damagedJournals = Set($0.journals.keys) }
        #expect(try mount.find("models/qb") != .absent(.never))
        #expect(mount.code { _ in _ = try mount.find("models/qb/versions") } == .integrity)
    }

    @Test func aDefaultModelWithoutAVersionIsEmpty() throws {
        let store = FakeStore()
        let mount = Walker(store, .store(default: .fallback))
        for place in ["active", "manifests", "refs", "serving", "versions"] {
            #expect(try mount.names(place) == [])
        }
        try store.push("v1", of: "default", ["a": FakeFile("1")])
        #expect(try mount.names("versions") == ["v1"])
    }

    @Test func everyDirectoryHasOneParent() throws {
        let store = FakeStore()
        try store.push("v1", ["d/e/a": FakeFile("1")])
        try store.push("v2", ["d/e/a": FakeFile("1")])
        try store.promote("v1")
        let mount = Walker(store, .store(default: try ModelName("qb")))
        var seen: [NodeID: String] = [:]
        var queue = [""]
        while let path = queue.popLast() {
            let node = try mount.node(path)
            #expect(seen.updateValue(path, forKey: node) == nil, "\(path)")
            let items = try mount.items(node, try mount.tree.openDirectory(node))
            #expect(items[0].entry.node == node)
            if let slash = path.lastIndex(of: "/") {
                #expect(items[1].entry.node == (try mount.node(String(path[..<slash]))))
            } else {
                #expect(items[1].entry.node == .root)
            }
            for item in items.dropFirst(2) where item.entry.attributes.kind == .directory {
                let name = String(decoding: item.name, as: UTF8.self)
                queue.append(path.isEmpty ? name : path + "/" + name)
            }
        }
        #expect(seen.count > 20)
    }
}
