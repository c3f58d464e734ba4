import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct ModelSelectionTests {
    @Test func theStrongestPlaceWins() throws {
        let (a, b, c) = (try ModelName("a"), try ModelName("b"), try ModelName("c"))
        #expect(ModelSelection(option: a, environment: b, configuration: c).explicit == a)
        #expect(ModelSelection(option: nil, environment: b, configuration: c).explicit == b)
        #expect(ModelSelection(option: nil, environment: nil, configuration: c).explicit == c)
    }

    @Test func theOnlyModelNeedsNoName() throws {
        let store = try TestStore()
        try store.push("v1", model: "acme/trust_score")
        let state = try ModelSelection(nil).state(in: store.repository)
        #expect(state.model.text == "acme/trust_score")
    }

    @Test func severalModelsWantAName() throws {
        let store = try TestStore()
        try store.push("v1", model: "a")
        try store.push("v1", model: "b")
        let error = failure { try ModelSelection(nil).state(in: store.repository) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("a, b") == true)
        #expect(try ModelSelection(nil).model(in: store.repository) == .fallback)
        try store.push("v1", model: "default")
        #expect(try ModelSelection(nil).state(in: store.repository).model == .fallback)
    }

    @Test func theReferencesOwnModelWins() throws {
        let store = try TestStore()
        try store.push("v1", model: "a")
        try store.push("v1", model: "b")
        let selection = ModelSelection(try ModelName("a"))
        let state = try selection.state(for: Reference("b@v1"), in: store.repository)
        #expect(state.model.text == "b")
    }

    @Test func anUnknownModelIsNotFound() throws {
        let store = try TestStore()
        #expect(failureCode { try ModelSelection(nil).state(in: store.repository) } == .notFound)
        try store.push("v1")
        let selection = ModelSelection(try ModelName("qc"))
        let error = failure { try selection.state(in: store.repository) }
        #expect(error?.code == .notFound)
        #expect(error?.fix == "--model qb")
    }
}
