import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization
import Testing

/// A commit whose second copy meets something that it did not expect.
@Suite struct CommitTests {
    private static let twin = ObjectLayout.mirror(ObjectLayout.record(JournalTests.model, 2))

    private static func tag(_ repository: Repository) throws -> ModelState? {
        try repository.commit(to: JournalTests.model, actor: "a@b") {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            TransitionDraft(
                action: .tag, reason: nil,
                moves: [try RefName("canary"): state?.versions.last])
        }
    }

    private static func store(
        _ body: (InterferingStorage, MemoryStorage, Repository) throws -> Void
    ) throws {
        let base = MemoryStorage()
        try JournalTests.push(1, to: JournalTests.repository(base))
        let storage = InterferingStorage(base)
        try body(storage, base, Repository(storage: storage, path: "memory"))
    }

    /// The disk is full for the second copy; before the reserve is spent, somebody else commits.
    @Test func afterAFullDiskItReturnsItsOwnGeneration() throws {
        try Self.store { storage, base, repository in
            repository.refillReserve()
            let isFirst = Mutex(true)
            storage.interfere { (key) throws(StoreError) in
                guard key == Self.twin else { return }
                let isNow = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                guard isNow else { return }
                do {
                    try JournalTests.push(3, to: Repository(storage: base, path: "memory"))
                } catch {
                    throw StoreError(.inputOutput, "the other writer failed: \(error)")
                }
                throw StoreError(.noSpace, "the disk is full")
            }
            let state = try #require(try Self.tag(repository))
            #expect(state.generation == 2)
            #expect(state.head.action == .tag)
            #expect(try repository.state(of: JournalTests.model).generation == 3)
            #expect(try base.information(Self.twin) != nil)
        }
    }

    @Test func rubbishInThePlaceOfTheSecondCopyIsReplaced() throws {
        try Self.store { storage, base, repository in
            storage.interfere { (key) throws(StoreError) in
                if key == Self.twin { _ = try base.put([1, 2, 3], as: key) }
            }
            #expect(try Self.tag(repository)?.generation == 2)
            let record = try base.readAll(
                ObjectLayout.record(JournalTests.model, 2), limit: 1 << 20)
            #expect(try base.readAll(Self.twin, limit: 1 << 20) == record)
        }
    }

    /// Whatever happened there, a record is evidence.
    @Test func anotherRecordInThePlaceOfTheSecondCopyStays() throws {
        try Self.store { storage, base, repository in
            let elsewhere = MemoryStorage()
            let other = try JournalTests.repository(elsewhere)
            for number in [1, 2] { try JournalTests.push(number, to: other) }
            let record = try elsewhere.readAll(
                ObjectLayout.record(JournalTests.model, 2), limit: 1 << 20)
            storage.interfere { (key) throws(StoreError) in
                if key == Self.twin { _ = try base.put(record, as: key) }
            }
            let error = #expect(throws: StoreError.self) { _ = try Self.tag(repository) }
            #expect(error?.code == .integrity)
            #expect(try base.readAll(Self.twin, limit: 1 << 20) == record)
        }
    }
}
