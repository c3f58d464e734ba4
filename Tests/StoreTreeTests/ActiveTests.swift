import StoreModel
import StoreTree
import Synchronization
import Testing

/// The live view.
@Suite struct ActiveTests {
    private func store() throws -> FakeStore {
        let store = FakeStore()
        try store.push(
            "v1", ["a": FakeFile("one"), "d/e/b": FakeFile("same"), "only1": FakeFile("x")])
        try store.push("v2", ["a": FakeFile("two"), "d/e/b": FakeFile("same")])
        return store
    }

    @Test func activeIsEmptyBeforeTheFirstPromote() throws {
        let store = try store()
        let mount = try Walker(store)
        let entry = try mount.entry("active")
        #expect(entry.attributes.kind == .directory)
        #expect(try mount.names("active") == [])
        #expect(try mount.find("active/a") == .absent(.never))
        #expect(try mount.tree.attributeNames(of: entry.node) == [])
        #expect(mount.tree.health == .ok)
        let birth = try mount.modified("active")
        try store.promote("v1")
        #expect(try mount.modified("active") > birth)
    }

    @Test func theNextLookupSeesThePromote() throws {
        let store = try store()
        let mount = try Walker(store)
        for id in ["v1", "v2", "v1", "v2"] {
            try store.promote(id)
            #expect(try mount.text("active/a") == (id == "v1" ? "one" : "two"))
            let sees = try mount.find("active/only1") != .absent(.never)
            #expect(sees == (id == "v1"))
        }
    }

    @Test func activeKeepsItsNode() throws {
        let store = try store()
        let mount = try Walker(store)
        let before = try mount.node("active")
        try store.promote("v1")
        #expect(try mount.node("active") == before)
        try store.promote("v2")
        #expect(try mount.node("active") == before)
        #expect(try Walker(store).node("active") == before)
    }

    @Test func onlyTheChildrenOfActiveExpire() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        let active = try mount.entry("active")
        #expect(active.caching == .never && active.nameCaching == .forever)
        for path in ["active/a", "active/d"] {
            let entry = try mount.entry(path)
            #expect(entry.caching == .never && entry.nameCaching == .never, "\(path)")
        }
        #expect(try mount.find("active/absent") == .absent(.never))
        for path in ["active/d/e", "active/d/e/b"] {
            let entry = try mount.entry(path)
            #expect(entry.caching == .forever && entry.nameCaching == .forever, "\(path)")
        }
        #expect(try mount.find("active/d/absent") == .absent(.forever))
    }

    @Test func anUnchangedJournalCostsNoManifest() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        _ = try mount.text("active/a")
        let reads = store.state.withLock { $0.manifestReads }
        for _ in 0..<10 { _ = try mount.entry("active/d/e/b") }
        #expect(store.state.withLock { $0.manifestReads } == reads)
    }

    @Test func aPushCostsNoWalkThroughTheJournal() throws {
        let store = try store()
        try store.promote("v1")
        for number in 3..<20 { try store.push("v\(number)", ["a": FakeFile("x")]) }
        let mount = try Walker(store)
        _ = try mount.entry("active/a")
        let reads = store.state.withLock { $0.recordReads }
        #expect(reads >= 17)
        try store.push("v20", ["a": FakeFile("x")])
        #expect(try mount.text("active/a") == "one")
        #expect(store.state.withLock { $0.recordReads } == reads)
    }

    @Test func whatWasSeenIsNotUnseen() throws {
        let store = try store()
        try store.promote("v1")
        try store.promote("v2")
        let mount = try Walker(store)
        #expect(try mount.text("active/a") == "two")
        store.state.withLock { $0.lag = 1 }
        #expect(try mount.text("active/a") == "two")
    }

    @Test func aWalkBelowActiveStaysInItsVersion() throws {
        let store = FakeStore()
        try store.push("v1", ["d/a": FakeFile("one"), "d/only1": FakeFile("x")])
        try store.push("v2", ["d/a": FakeFile("two")])
        try store.promote("v1")
        let mount = try Walker(store)
        let directory = try mount.node("active/d")
        try store.promote("v2")
        guard case .found(let entry) = try mount.tree.lookup(Array("a".utf8), in: directory)
        else { throw StoreError(.notFound, "a is gone") }
        #expect(try mount.read(entry.node) == Array("one".utf8))
        #expect(try mount.node("active/d") != directory)
    }

    @Test func anOpenDirectoryKeepsItsListing() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        let active = try mount.node("active")
        let handle = try mount.tree.openDirectory(active)
        try store.promote("v2")
        #expect(try mount.names(active, handle) == ["a", "d", "only1"])
        #expect(try mount.names("active") == ["a", "d"])
        #expect(try Walker(store).names(active, handle) == ["a", "d", "only1"])
    }

    @Test func aHandleFromBeforeTheFirstPromoteStaysEmpty() throws {
        let store = try store()
        let mount = try Walker(store)
        let active = try mount.node("active")
        let handle = try mount.tree.openDirectory(active)
        try store.promote("v1")
        #expect(try mount.names("active").count == 3)
        #expect(try mount.names(active, handle) == [])
    }

    @Test func rollbackLooksNewer() throws {
        let store = try store()
        let mount = try Walker(store)
        var last: [String: Timestamp] = [:]
        for id in ["v1", "v2", "v1"] {
            try store.promote(id)
            for path in ["active", "active/d", "active/d/e"] {
                let time = try mount.modified(path)
                #expect(time == store.state.withLock { Timestamp(milliseconds: $0.clock) })
                if let before = last[path] { #expect(time > before, "\(path)") }
                last[path] = time
            }
        }
    }

    @Test func aPushLeavesTheActivationTime() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        let time = try mount.modified("active")
        let directory = try mount.node("active/d")
        try store.push("v3", ["a": FakeFile("three")])
        try store.tag("canary", "v3")
        #expect(try mount.modified("active") == time)
        #expect(try mount.node("active/d") == directory)
        #expect(try Walker(store).modified("active") == time)
        #expect(try Walker(store).node("active/d") == directory)
    }

    @Test func aDamagedManifestKeepsTheLastGoodVersion() throws {
        let store = try store()
        let bad = try store.push("v3", ["a": FakeFile("three")])
        try store.promote("v1")
        let mount = try Walker(store)
        #expect(try mount.text("active/a") == "one")
        store.state.withLock { _ = $0.damaged.insert(bad) }
        try store.promote("v3")
        #expect(try mount.text("active/a") == "one")
        #expect(try mount.names("active") == ["a", "d", "only1"])
        #expect(try mount.attribute("version", "active") == "v1")
        guard case .degraded(let reason) = mount.tree.health else {
            throw StoreError(.integrity, "health is not degraded")
        }
        #expect(reason.contains("qb"))
        store.state.withLock { _ = $0.damaged.remove(bad) }
        #expect(try mount.text("active/a") == "three")
        #expect(mount.tree.health == .ok)
    }

    @Test func aDamagedJournalKeepsTheLastGoodVersion() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        #expect(try mount.text("active/a") == "one")
        store.state.withLock { $0.damagedJournals = Set($0.journals.keys) }
        #expect(try mount.text("active/a") == "one")
        #expect(mount.tree.health != .ok)
        #expect(
            mount.code { _ = try $0.lookup(Array("v1".utf8), in: try mount.node("versions")) }
                == .integrity)
        store.state.withLock { $0.damagedJournals = [] }
        #expect(try mount.text("active/a") == "one")
        #expect(mount.tree.health == .ok)
    }

    @Test func aStoreThatCannotBeReachedIsAnError() throws {
        let store = try store()
        try store.promote("v1")
        let mount = try Walker(store)
        #expect(try mount.text("active/a") == "one")
        store.state.withLock { $0.outage = StoreError(.inputOutput, "EIO") }
        #expect(mount.code { _ in _ = try mount.entry("active/a") } == .inputOutput)
        store.state.withLock { $0.outage = nil }
        #expect(try mount.text("active/a") == "one")
    }

    @Test func aDamagedFirstPromoteIsNotShownAsEmpty() throws {
        let store = FakeStore()
        let bad = try store.push("v1", ["a": FakeFile("1")])
        let mount = try Walker(store)
        #expect(try mount.names("active") == [])
        store.state.withLock { _ = $0.damaged.insert(bad) }
        try store.promote("v1")
        #expect(mount.code { _ in _ = try mount.names("active") } == .integrity)
    }

    @Test func aDamagedOldRecordChangesADateAtMost() throws {
        let store = try store()
        try store.promote("v1")
        try store.push("v3", ["a": FakeFile("three")])
        store.state.withLock { $0.damagedRecords = [1, 2, 3] }
        let mount = try Walker(store)
        #expect(try mount.text("active/a") == "one")
        #expect(try mount.names("active/d") == ["e"])
        let clock = store.state.withLock { Timestamp(milliseconds: $0.clock) }
        #expect(try mount.modified("active") == clock)
        #expect(try mount.names("") == ["active", "manifests", "refs", "serving", "versions"])
    }

    @Test func aFreshWorkerWithNothingGoodAnswersIntegrity() throws {
        let store = FakeStore()
        let bad = try store.push("v1", ["a": FakeFile("1")])
        try store.promote("v1")
        store.state.withLock { _ = $0.damaged.insert(bad) }
        let mount = try Walker(store)
        #expect(mount.code { _ in _ = try mount.entry("active/a") } == .integrity)
        #expect(try mount.names("") == ["active", "manifests", "refs", "serving", "versions"])
        store.state.withLock { $0.damaged = [] }
        #expect(try mount.text("active/a") == "1")
    }
}
