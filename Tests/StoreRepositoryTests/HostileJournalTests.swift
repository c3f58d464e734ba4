import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Testing

/// Names and records in a journal that no honest writer makes.
@Suite struct HostileJournalTests {
    static func journal(_ count: Int) throws -> MemoryStorage {
        let storage = MemoryStorage()
        let repository = try JournalTests.repository(storage)
        for number in 1...count { try JournalTests.push(number, to: repository) }
        return storage
    }

    @Test(arguments: ["18446744073709551615", "9007199254740993"])
    func numbersThatNoJournalReachesAreIgnored(_ number: String) throws {
        let storage = try Self.journal(2)
        let place = ObjectLayout.journal(JournalTests.model)
        try storage.put([], as: ObjectKey("\(place)/\(number).json"))
        let state = try Repository(storage: storage, path: "memory").state(of: JournalTests.model)
        #expect(state.generation == 2)
    }

    @Test func anEmptyRecordFarAheadIsDamageAndCostsNoTime() throws {
        let storage = try Self.journal(2)
        let place = ObjectLayout.journal(JournalTests.model)
        try storage.put([], as: ObjectKey("\(place)/9007199254740991.json"))
        let state = try Repository(storage: storage, path: "memory").state(of: JournalTests.model)
        #expect(state.generation == 2)
        #expect(state.damage != nil)
    }

    @Test func aJournalThatIsLostIsNotStartedAgain() throws {
        let storage = try Self.journal(1)
        let key = ObjectLayout.record(JournalTests.model, 1)
        try storage.delete(key)
        try storage.replace(ObjectLayout.mirror(key), with: [0])
        let repository = try Repository(storage: storage, path: "memory")
        let error = #expect(throws: StoreError.self) { try JournalTests.push(2, to: repository) }
        #expect(error?.code == .integrity)
        #expect(try storage.information(key) == nil)
    }

    @Test func aRecordThatCouldNotBeReadBackIsNeverLinked() throws {
        let storage = MemoryStorage()
        _ = try Repository.create(in: storage)
        let late = try Repository(
            storage: storage, path: "memory",
            clock: { Timestamp(milliseconds: Timestamp.range.upperBound) })
        try JournalTests.push(1, to: late)
        #expect(throws: StoreError.self) { try JournalTests.push(2, to: late) }
        #expect(try Repository(storage: storage, path: "memory").models().count == 1)
        #expect(try late.state(of: JournalTests.model).generation == 1)
    }
}
