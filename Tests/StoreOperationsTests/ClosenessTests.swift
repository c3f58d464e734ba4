import StoreOperations
import Testing

@Suite struct ClosenessTests {
    @Test func nearNamesComeFirst() {
        let names = ["promote", "push", "prefetch", "list"]
        #expect(Closeness.suggestions(for: "promot", among: names) == ["promote"])
        #expect(Closeness.suggestions(for: "pusj", among: names) == ["push"])
        #expect(Closeness.suggestions(for: "xyzzy", among: names).isEmpty)
    }

    @Test func aPartOfANameIsNearIt() {
        let names = ["2024-05-20-v7", "2024-06-01-v8"]
        #expect(Closeness.suggestions(for: "v7", among: names).isEmpty)
        #expect(Closeness.suggestions(for: "-v7", among: names) == ["2024-05-20-v7"])
    }
}
