import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct ActivationTests {
    private func store() throws -> TestStore {
        let store = try TestStore()
        for id in ["v1", "v2", "v3"] { try store.push(id) }
        return store
    }

    @Test func promotionMovesActiveAndPrevious() throws {
        let store = try store()
        let first = try store.promote("v1")
        #expect(first.from == nil)
        #expect(first.generation == 4)
        let second = try store.promote("v2")
        #expect(second.from?.text == "v1")
        #expect(try store.resolve("previous") == "v1")
        #expect(second.refs.map(\.text) == ["active"])
        #expect(second.json["gates"] == [])
    }

    @Test func promotingWhatIsActiveWritesNoRecord() throws {
        let store = try store()
        _ = try store.promote("v1")
        let again = try store.promote("v1")
        #expect(again.isUnchanged)
        #expect(try store.repository.state(of: ModelName("qb")).generation == 4)
    }

    @Test func theExpectedVersionMustBeActive() throws {
        let store = try store()
        _ = try store.promote("v1")
        let error = failure { try store.promote("v3", ifCurrent: "v2") }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("v1") == true)
        #expect(failureCode { try store.promote("v3", ifCurrent: "v9") } == .notFound)
        #expect(try store.promote("v3", ifCurrent: "v1").to.entry.id.text == "v3")
    }

    @Test func aDamagedVersionIsRefused() throws {
        let store = try store()
        try store.push("bad", files: [TestStore.file("w", "a blob that is not there")])
        let error = failure { try store.promote("bad") }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("\"w\"") == true)
        #expect(try store.active == nil)
    }

    @Test func aDryRunWritesNothing() throws {
        let store = try store()
        var promote = Promote(
            try Reference("v1"), selection: ModelSelection(nil), reason: "r", actor: "a")
        promote.commitment = .dryRun
        let result = try promote.run(in: store.repository)
        #expect(result.json["dry_run"] == true)
        #expect(try store.active == nil)
    }

    @Test func rollingBackTwiceToggles() throws {
        let store = try store()
        #expect(failureCode { try store.rollback() } == .notFound)
        _ = try store.promote("v1")
        #expect(failureCode { try store.rollback() } == .notFound)
        _ = try store.promote("v2")
        #expect(try store.rollback().to.entry.id.text == "v1")
        #expect(try store.rollback().to.entry.id.text == "v2")
    }

    @Test func stepsWalkBackTheChangesOfActive() throws {
        let store = try store()
        for id in ["v1", "v2", "v3"] { _ = try store.promote(id) }
        try store.push("v4")
        #expect(try store.rollback(.steps(2)).to.entry.id.text == "v1")
        #expect(failureCode { try store.rollback(.steps(4)) } == .notFound)
        #expect(failureCode { try store.rollback(.steps(9)) } == .notFound)
        #expect(try store.rollback(.reference(try Reference("#3"))).to.entry.id.text == "v3")
    }

    @Test func whatIsActiveKnowsSinceWhen() throws {
        let store = try store()
        store.setTime(50)
        _ = try store.promote("v1")
        store.setTime(60)
        try store.push("v4")
        let active = try ShowActive(store.repository).run(ModelSelection(nil))
        #expect(active.version.entry.id.text == "v1")
        #expect(active.activation.generation == 4)
        #expect(active.activation.time == TestStore.time(50))
        #expect(active.activation.reason == "test")
    }

    @Test func theLogEndsAtATime() throws {
        let store = try store()
        store.setTime(50)
        _ = try store.promote("v1")
        let all = try ShowLog(store.repository).run(ModelSelection(nil))
        #expect(all.transitions.map(\.generation) == [4, 3, 2, 1])
        let early = try ShowLog(store.repository).run(ModelSelection(nil), at: TestStore.time(49))
        #expect(early.transitions.map(\.generation) == [3, 2, 1])
        #expect(try all.json()["transitions"]?.array?.first?["seal"] != nil)
    }
}
