import FileIO
import Hashing
import StoreInterface
import StoreModel
import StoreRepository
import Synchronization
import Testing

@Suite struct JournalTests {
    static let model = ModelName.fallback

    static func repository(_ storage: MemoryStorage = MemoryStorage()) throws -> Repository {
        try Repository.create(in: storage, clock: { Timestamp(milliseconds: 1_000_000) })
    }

    /// Registers `v<number>` without files.
    @discardableResult
    static func push(_ number: Int, to repository: Repository) throws -> ModelState? {
        try repository.commit(to: model, actor: "test@here") {
            (state: ModelState?) throws(StoreError) -> TransitionDraft? in
            let id = try VersionID("v\(number)")
            let entry = VersionEntry(
                id: id, number: (state?.versions.last?.number ?? 0) + 1,
                manifest: SHA256Hasher.digest(of: Array("v\(number)".utf8)))
            return TransitionDraft(
                action: .push, reason: nil, moves: [.latest: entry], registers: entry)
        }
    }

    @Test func everyCommitIsTheNextGeneration() throws {
        let repository = try Self.repository()
        for number in 1...5 {
            #expect(try Self.push(number, to: repository)?.generation == UInt64(number))
        }
        let state = try repository.state(of: Self.model)
        #expect(state.versions.map(\.id.text) == ["v1", "v2", "v3", "v4", "v5"])
        #expect(state.refs[.latest]?.version.text == "v5")
    }

    @Test func timeNeverGoesBack() throws {
        let repository = try Self.repository()
        for number in 1...4 { try Self.push(number, to: repository) }
        let times = try (1...4).map {
            try repository.transition(of: Self.model, generation: UInt64($0)).time
        }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func aFreshReaderFindsAllVersionsThroughCheckpoints() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...150 { try Self.push(number, to: repository) }
        let counting = CountingStorage(storage)
        let fresh = try Repository(storage: counting, path: "memory")
        #expect(try fresh.state(of: Self.model).versions.count == 150)
        #expect(counting.opened.withLock { $0 } <= 64 + 1, "at most 64 records and format.json")
    }

    @Test func checkpointsStandOnEvery64thRecord() throws {
        let repository = try Self.repository()
        for number in 1...130 { try Self.push(number, to: repository) }
        for generation in [63, 64, 65, 128, 129] as [UInt64] {
            let record = try repository.transition(of: Self.model, generation: generation)
            #expect((record.checkpoint != nil) == (generation % 64 == 0))
            #expect(record.checkpoint.map { $0.count == Int(generation) } ?? true)
        }
    }

    @Test func lookingForANewerRecordCostsOneLookUp() throws {
        let storage = MemoryStorage()
        try Self.push(1, to: Self.repository(storage))
        let counting = CountingStorage(storage)
        let fresh = try Repository(storage: counting, path: "memory")
        _ = try fresh.state(of: Self.model)
        counting.reset()
        _ = try fresh.state(of: Self.model)
        #expect(counting.opened.withLock { $0 } == 0)
        #expect(counting.looked.withLock { $0 } == 1)
    }

    @Test func aReaderFollowsOtherWriters() throws {
        let storage = MemoryStorage()
        let writer = try Self.repository(storage)
        let reader = try Repository(storage: storage, path: "memory")
        for number in 1...3 {
            try Self.push(number, to: writer)
            #expect(try reader.state(of: Self.model).generation == UInt64(number))
        }
    }

    @Test func concurrentCommitsAllStandOnce() throws {
        let storage = MemoryStorage()
        _ = try Self.repository(storage)
        let failures = Mutex(0)
        let threads = try (0..<8).map { worker in
            try BlockingThread {
                do {
                    let repository = try Repository(storage: storage, path: "memory")
                    for number in 0..<25 { try Self.push(worker * 100 + number, to: repository) }
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.withLock { $0 } == 0)
        let state = try Repository(storage: storage, path: "memory").state(of: Self.model)
        #expect(state.generation == 200)
        #expect(Set(state.versions.map(\.id)).count == 200)
        #expect(state.versions.map(\.number) == Array(1...200))
    }

    @Test func aDamagedRecordIsReadFromItsTwin() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...3 { try Self.push(number, to: repository) }
        let key = ObjectLayout.record(Self.model, 3)
        try storage.replace(key, with: Array("{}".utf8))
        let fresh = try Repository(storage: storage, path: "memory")
        #expect(try fresh.state(of: Self.model).generation == 3)
        #expect(try fresh.state(of: Self.model).damage == nil)
    }

    @Test func aMissingNewestRecordIsReadFromItsTwin() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...3 { try Self.push(number, to: repository) }
        try storage.delete(ObjectLayout.record(Self.model, 3))
        let fresh = try Repository(storage: storage, path: "memory")
        #expect(try fresh.state(of: Self.model).generation == 3)
    }

    @Test func aHeadLostInBothCopiesLeavesTheLastGoodStateAndRefusesCommits() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...3 { try Self.push(number, to: repository) }
        let key = ObjectLayout.record(Self.model, 3)
        for place in [key, ObjectLayout.mirror(key)] {
            try storage.replace(place, with: Array("rot".utf8))
        }
        let fresh = try Repository(storage: storage, path: "memory")
        let state = try fresh.state(of: Self.model)
        #expect(state.generation == 2)
        #expect(state.damage?.code == .integrity)
        let error = #expect(throws: StoreError.self) { try Self.push(4, to: fresh) }
        #expect(error?.code == .integrity)
    }

    @Test func aRecordLostInTheMiddleDoesNotMoveTheHead() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...5 { try Self.push(number, to: repository) }
        let key = ObjectLayout.record(Self.model, 3)
        for place in [key, ObjectLayout.mirror(key)] {
            try storage.replace(place, with: Array("rot".utf8))
        }
        let state = try Repository(storage: storage, path: "memory").state(of: Self.model)
        #expect(state.generation == 5)
        #expect(state.refs[.latest]?.version.text == "v5")
        #expect(state.damage != nil)
    }

    @Test func aForeignRecordIsRefused() throws {
        let storage = MemoryStorage()
        let repository = try Self.repository(storage)
        for number in 1...2 { try Self.push(number, to: repository) }
        let second = try storage.readAll(ObjectLayout.record(Self.model, 2), limit: 1 << 20)
        let key = ObjectLayout.record(Self.model, 3)
        try storage.put(second, as: key)
        #expect(try repository.state(of: Self.model).generation == 2)
        #expect(try repository.state(of: Self.model).damage != nil)
    }

    @Test func modelsAreFoundThroughTheirJournals() throws {
        let repository = try Self.repository()
        for text in ["qb", "acme/trust_score", "acme"] {
            let model = try ModelName(text)
            _ = try repository.commit(to: model, actor: "a@b") {
                (_: ModelState?) throws(StoreError) -> TransitionDraft? in
                TransitionDraft(action: .tag, reason: nil, moves: [:])
            }
        }
        #expect(try repository.models().map(\.text) == ["acme", "acme/trust_score", "qb"])
    }
}
