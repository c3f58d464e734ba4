import Hashing
import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct ReferenceResolverTests {
    @Test func everyFormOfAReference() throws {
        let store = try TestStore()
        for id in ["v1", "v2", "v3"] { try store.push(id) }
        _ = try store.promote("v1")
        _ = try store.promote("v2")
        let digest = try store.repository.state(of: ModelName("qb")).versions[2].manifest.hex
        #expect(try store.resolve("active") == "v2")
        #expect(try store.resolve("previous") == "v1")
        #expect(try store.resolve("latest") == "v3")
        #expect(try store.resolve("latest~0") == "v3")
        #expect(try store.resolve("latest~2") == "v1")
        #expect(try store.resolve("#2") == "v2")
        #expect(try store.resolve("qb@v1") == "v1")
        #expect(try store.resolve(digest) == "v3")
        #expect(try store.resolve(String(digest.prefix(8))) == "v3")
        #expect(try store.resolve("qb@" + digest.prefix(12)) == "v3")
    }

    @Test func whatIsNotThere() throws {
        let store = try TestStore()
        try store.push("v1")
        for text in ["v2", "#2", "latest~1", "active", "previous", "nope@v1", "abcdef12"] {
            #expect(failureCode { try store.resolve(text) } == .notFound, "\(text)")
        }
    }

    @Test func sevenDigitsAreNoPrefix() throws {
        let store = try TestStore()
        let entry = try store.push("v1")
        let seven = String(entry.manifest.hex.prefix(7))
        #expect(failureCode { try store.resolve("\(seven)") } == .notFound)
    }

    @Test func anExactIDWinsOverADigestPrefix() throws {
        let store = try TestStore()
        let first = try store.push("v1")
        let id = String(first.manifest.hex.prefix(9))
        try store.push(id)
        #expect(try store.resolve(id) == id)
    }

    @Test func aRefWinsOverADigestPrefix() throws {
        let store = try TestStore()
        let first = try store.push("v1")
        try store.push("v2")
        let name = String(first.manifest.hex.prefix(8))
        #expect(try store.resolve(name) == "v1")
        _ = try StoreOperations.Tag(
            RefName.users(name), .set(Reference("v2")), selection: ModelSelection(nil),
            actor: "test@host"
        ).run(in: store.repository)
        #expect(try store.resolve(name) == "v2")
        #expect(try store.resolve(String(first.manifest.hex.prefix(9))) == "v1")
    }

    @Test func anAmbiguousPrefixListsItsCandidates() throws {
        let prefix = "abcdef01"
        let tail = String(repeating: "0", count: 55)
        let entries = try ["1", "2"].map { digit in
            VersionEntry(
                id: try VersionID("v" + digit), number: UInt64(digit) ?? 0,
                manifest: try #require(Digest(hex: prefix + digit + tail)))
        }
        let store = try TestStore()
        try store.push("v0")
        let head = try store.repository.state(of: ModelName("qb"))
        let state = ModelState(
            model: head.model, head: head.head, headDigest: head.headDigest, versions: entries)
        let resolver = ReferenceResolver(store.repository, state: state)
        let error = failure { try resolver.resolve(.name(prefix)) }
        #expect(error?.code == .ambiguous)
        #expect(error?.message.contains("v1") == true)
        #expect(error?.message.contains("v2") == true)
        #expect(try resolver.resolve(.name(prefix + "2")).id.text == "v2")
    }

    @Test func activeAtATime() throws {
        let store = try TestStore()
        try store.push("v1")
        try store.push("v2")
        for step in 1...40 {
            store.setTime(Int64(step) * 10)
            _ = try store.promote(step.isMultiple(of: 2) ? "v2" : "v1")
        }
        for step in 1...40 {
            let expected = step.isMultiple(of: 2) ? "v2" : "v1"
            for offset in [0, 9] as [Int64] {
                let time = TestStore.time(Int64(step) * 10 + offset)
                #expect(try store.resolve("active@{\(time)}") == expected)
            }
        }
        #expect(failureCode { try store.resolve("active@{2020-01-01T00:00:00Z}") } == .notFound)
        #expect(try store.resolve("active@{2030-01-01T00:00:00Z}") == "v2")
    }

    @Test func aMistypedNameGetsASuggestion() throws {
        let store = try TestStore()
        try store.push("2024-05-20-v7")
        let error = failure { try store.resolve("2024-05-20-v8") }
        #expect(error?.fix == "2024-05-20-v7")
    }
}
