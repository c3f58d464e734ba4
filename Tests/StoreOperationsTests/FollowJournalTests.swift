import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite("Following a journal")
struct FollowJournalTests {
    private static let model = ModelName.fallback

    /// The generations that come after `start`, with `meanwhile` called at each wait until it returns
    /// false.
    private static func generations(
        _ store: TestStore, after start: UInt64, meanwhile: () throws -> Bool = { false }
    ) throws -> [UInt64] {
        var found: [UInt64] = []
        var failure: (any Error)?
        try FollowJournal(store.repository).run(
            model, after: start, each: { transition, _ in found.append(transition.generation) },
            isDamaged: { error throws(StoreError) in throw error },
            wait: { _ in
                do { return try meanwhile() } catch {
                    failure = error
                    return false
                }
            })
        if let failure { throw failure }
        return found
    }

    @Test func whatWasThereComesOldestFirst() throws {
        let store = try TestStore()
        for id in ["a", "b", "c"] { try store.push(id, model: "default") }
        #expect(try Self.generations(store, after: 0) == [1, 2, 3])
        #expect(try Self.generations(store, after: 2) == [3])
        #expect(try Self.generations(store, after: 3) == [])
    }

    @Test func whatIsMadeMeanwhileComesOnceAndWithoutAGap() throws {
        let store = try TestStore()
        try store.push("v0", model: "default")
        var rounds = 0
        let found = try Self.generations(store, after: 1) {
            rounds += 1
            // None, one, or several between two looks.
            for number in 0..<rounds % 4 {
                try store.push("v\(rounds)-\(number)", model: "default")
            }
            return rounds < 12
        }
        // What the last round made is seen by the next who follows.
        let seen = UInt64(1 + found.count)
        #expect(found == Array(2...seen))
        #expect(try Self.generations(store, after: seen).count == 12 % 4)
    }

    @Test func aRecordThatCannotBeReadIsToldAndThoseBeforeItCome() throws {
        let store = try TestStore()
        try store.push("a", model: "default")
        let next = ObjectLayout.record(Self.model, 2)
        for key in [next, ObjectLayout.mirror(next)] {
            try store.repository.storage.put(Array("no record".utf8), as: key)
        }
        var told: [String] = []
        var found: [UInt64] = []
        var looks = 0
        try FollowJournal(store.repository).run(
            Self.model, after: 0, each: { transition, _ in found.append(transition.generation) },
            isDamaged: { told.append($0.message) },
            wait: { _ in
                looks += 1
                return looks < 3
            })
        #expect(found == [1])
        #expect(told.count == 3 && told.allSatisfy { $0.contains("@journal/2.json") }, "\(told)")
    }

    @Test func aCursorComesBackAsItWas() throws {
        let store = try TestStore()
        try store.push("a", model: "default")
        let head = try store.repository.state(of: Self.model).head
        let cursor = WatchCursor(after: head)
        #expect(try WatchCursor(parsing: cursor.canonicalBytes) == cursor)
        try cursor.check(head)
    }

    @Test func aCursorOfAnotherJournalIsRefused() throws {
        let (one, other) = (try TestStore(), try TestStore())
        try one.push("a", model: "default")
        try other.push("b", model: "default")
        let cursor = WatchCursor(after: try one.repository.state(of: Self.model).head)
        let head = try other.repository.state(of: Self.model).head
        #expect(throws: StoreError.self) { try cursor.check(head) }
    }

    @Test(arguments: [
        "", "{}", "no", "[1]", #"{"schema":"store.cursor/1"}"#,
        #"{"generation":1,"model":"qb","record":"00","schema":"store.cursor/1"}"#,
        #"{"generation":-1,"model":"qb","record":"\#(Digest.ofNothing.hex)","schema":"store.cursor/1"}"#,
        #"{"generation":1,"model":"../x","record":"\#(Digest.ofNothing.hex)","schema":"store.cursor/1"}"#,
        #"{"generation":1,"model":"qb","record":"\#(Digest.ofNothing.hex)","schema":"store.cursor/2"}"#,
    ]) func whatIsNoCursorIsRefused(_ text: String) {
        #expect(throws: StoreError.self) { try WatchCursor(parsing: Array(text.utf8)) }
    }
}
