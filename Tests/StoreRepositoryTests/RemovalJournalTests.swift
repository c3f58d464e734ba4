import StoreModel
import StoreRepository
import Testing

@Suite struct RemovalJournalTests {
    @discardableResult
    static func remove(_ ids: [String], from repository: Repository) throws -> ModelState? {
        let removes = try ids.map { id throws(StoreError) in try VersionID(id) }
        return try repository.commit(to: JournalTests.model, actor: "test@here") {
            (_: ModelState?) throws(StoreError) -> TransitionDraft? in
            TransitionDraft(action: .remove, reason: "test", moves: [:], removes: removes)
        }
    }

    @Test func whatIsRemovedIsGoneAndItsNameStaysTaken() throws {
        let repository = try JournalTests.repository()
        for number in 1...4 { try JournalTests.push(number, to: repository) }
        let state = try #require(try Self.remove(["v3", "v1"], from: repository))
        #expect(state.generation == 5 && state.head.removed.map(\.text) == ["v1", "v3"])
        #expect(state.versions.map(\.id.text) == ["v2", "v4"])
        #expect(state.entries.map(\.number) == [1, 2, 3, 4])
        #expect(try state.version(VersionID("v1")) == nil)
        #expect(try state.entry(VersionID("v1"))?.removedAt == 5)
    }

    /// Readers that follow, readers that load from a checkpoint, and the checkpoint itself agree.
    @Test func everyReaderSeesTheSameVersions() throws {
        let storage = MemoryStorage()
        let repository = try JournalTests.repository(storage)
        let follower = try Repository(storage: storage, path: "memory")
        for number in 1...100 {
            try JournalTests.push(number, to: repository)
            guard number % 7 == 0 else { continue }
            try Self.remove(["v\(number - 3)", "v\(number - 5)"], from: repository)
            let fresh = try Repository(storage: storage, path: "memory")
            let expected = try repository.state(of: JournalTests.model).entries
            #expect(try fresh.state(of: JournalTests.model).entries == expected)
            #expect(try follower.state(of: JournalTests.model).entries == expected)
        }
        let record = try repository.transition(of: JournalTests.model, generation: 64)
        #expect(record.checkpoint?.contains { $0.removedAt != nil } == true)
    }

    @Test func whatARefNamesCannotBeRemoved() throws {
        let repository = try JournalTests.repository()
        for number in 1...2 { try JournalTests.push(number, to: repository) }
        #expect(throws: StoreError.self) { try Self.remove(["v2"], from: repository) }
        #expect(try repository.state(of: JournalTests.model).generation == 2)
    }
}
