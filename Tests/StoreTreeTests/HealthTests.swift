import StoreModel
import StoreTree
import Synchronization
import Testing

/// What the tree says of its own state.
@Suite struct HealthTests {
    private func store() throws -> FakeStore {
        let store = FakeStore()
        try store.push("v1", ["a": FakeFile("one")])
        try store.promote("v1")
        return store
    }

    /// Nothing needs to be read for it: whoever asks must not be told of a good past.
    @Test func aRecordThatCannotBeUsedIsTold() throws {
        let store = try store()
        let mount = try Walker(store)
        #expect(mount.tree.health == .ok)
        let model = try ModelName("qb")
        store.state.withLock { _ = $0.stuckJournals.insert(model) }
        #expect(mount.tree.health == .degraded(reason: "qb: record 3 is damaged"))
        #expect(try mount.text("active/a") == "one")
        #expect(mount.tree.health == .degraded(reason: "qb: record 3 is damaged"))
        store.state.withLock { $0.stuckJournals = [] }
        #expect(mount.tree.health == .ok)
    }

    @Test func everyModelThatIsShownCounts() throws {
        let store = try store()
        try store.push("w1", of: "acme/other", ["a": FakeFile("1")])
        let other = try ModelName("acme/other")
        store.state.withLock { _ = $0.stuckJournals.insert(other) }
        let whole = Walker(store, .store(default: try ModelName("qb")))
        #expect(whole.tree.health == .degraded(reason: "acme/other: record 2 is damaged"))
        #expect(try Walker(store).tree.health == .ok)
    }

    @Test func aStoreThatCannotBeAskedIsNotWell() throws {
        let store = try store()
        let mount = try Walker(store)
        store.state.withLock { $0.outage = StoreError(.inputOutput, "EIO") }
        #expect(mount.tree.health == .degraded(reason: "qb: EIO"))
    }
}
