import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct TagTests {
    private func tag(_ store: TestStore, _ name: String, _ change: StoreOperations.Tag.Change)
        throws -> TagResult
    {
        try StoreOperations.Tag(
            RefName.users(name), change, selection: ModelSelection(nil), actor: "test@host"
        )
        .run(in: store.repository)
    }

    @Test func aTagIsSetMovedAndDeleted() throws {
        let store = try TestStore()
        try store.push("v1")
        try store.push("v2")
        #expect(try tag(store, "canary", .set(Reference("v1"))).from == nil)
        #expect(try store.resolve("canary") == "v1")
        let moved = try tag(store, "canary", .set(Reference("latest")))
        #expect(moved.from?.text == "v1")
        #expect(moved.to?.text == "v2")
        #expect(try tag(store, "canary", .set(Reference("v2"))).generation == moved.generation)
        #expect(try tag(store, "canary", .delete).to == nil)
        #expect(failureCode { try store.resolve("canary") } == .notFound)
        #expect(failureCode { try tag(store, "canary", .delete) } == .notFound)
    }

    @Test func aTagIsNoIDAndNoReservedWord() throws {
        let store = try TestStore()
        try store.push("v1")
        #expect(failureCode { try tag(store, "v1", .set(Reference("v1"))) } == .conflict)
        for name in ["active", "previous", "latest", "versions"] {
            #expect(failureCode { try tag(store, name, .set(Reference("v1"))) } == .usage)
        }
    }
}
