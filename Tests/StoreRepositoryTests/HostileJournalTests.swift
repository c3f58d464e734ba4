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

    /// A record that comes after `generation`, sealed and chained, but not later.
    private static func recordOfThePast(
        after generation: UInt64, in storage: MemoryStorage
    ) throws -> [UInt8] {
        let repository = try Repository(storage: storage, path: "memory")
        let (head, digest) = try repository.journal.read(JournalTests.model, generation)
        let entry = VersionEntry(
            id: try VersionID("past"), number: generation + 1, manifest: .ofNothing)
        let versions = try repository.state(of: JournalTests.model).versions
        let next = generation + 1
        return Transition(
            model: head.model, generation: next, previous: digest, time: head.time,
            actor: "a@b", action: .push, reason: nil,
            changes: [.latest: .init(from: head.refs[.latest]?.version, to: entry.id)],
            refs: [.latest: entry.target], version: entry,
            checkpoint: next % Transition.checkpointInterval == 0 ? versions + [entry] : nil
        ).sealedBytes
    }

    /// What push writes, what readers take and what `verify` accepts is the same: time goes on.
    @Test(arguments: [2, 63]) func aRecordThatIsNotLaterIsDamage(_ count: Int) throws {
        let storage = try Self.journal(count)
        let follower = try Repository(storage: storage, path: "memory")
        #expect(try follower.state(of: JournalTests.model).generation == UInt64(count))
        let bytes = try Self.recordOfThePast(after: UInt64(count), in: storage)
        let key = ObjectLayout.record(JournalTests.model, UInt64(count) + 1)
        for place in [key, ObjectLayout.mirror(key)] { try storage.put(bytes, as: place) }
        for repository in [follower, try Repository(storage: storage, path: "memory")] {
            let state = try repository.state(of: JournalTests.model)
            #expect(state.damage?.message.contains("is not later") == true)
            #expect(state.version(try VersionID("v\(count)")) != nil, "no version is forgotten")
            let error = #expect(throws: StoreError.self) {
                try JournalTests.push(99, to: repository)
            }
            #expect(error?.code == .integrity)
        }
    }

    /// A checkpoint makes the records before it unnecessary to readers, not to the chain.
    @Test(arguments: [1...63, 5...5] as [ClosedRange<UInt64>])
    func recordsThatAreLostRefuseCommits(_ lost: ClosedRange<UInt64>) throws {
        let storage = try Self.journal(64)
        for generation in lost {
            let key = ObjectLayout.record(JournalTests.model, generation)
            for place in [key, ObjectLayout.mirror(key)] { try storage.delete(place) }
        }
        let repository = try Repository(storage: storage, path: "memory")
        let state = try repository.state(of: JournalTests.model)
        #expect(state.generation == 64 && state.versions.count == 64)
        #expect(state.damage?.message.contains("generation \(lost.lowerBound) ") == true)
        let error = #expect(throws: StoreError.self) { try JournalTests.push(99, to: repository) }
        #expect(error?.code == .integrity)
        #expect(try storage.information(ObjectLayout.record(JournalTests.model, 65)) == nil)
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
