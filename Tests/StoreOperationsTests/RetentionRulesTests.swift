import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct RetentionRulesTests {
    static let day: Int64 = 86_400

    /// v1…v5, one a day; v2 was active from day 2, v3 from day 3.
    static func store() throws -> TestStore {
        let store = try TestStore()
        for number in 1...5 {
            store.setTime(Int64(number) * day)
            try store.push("v\(number)")
            if number == 2 || number == 3 { _ = try store.promote("v\(number)") }
        }
        return store
    }

    static func removable(_ rules: RetentionRules, in store: TestStore) throws -> [String] {
        try rules.removable(
            in: store.repository.state(of: ModelName("qb")), of: store.repository,
            asOf: store.repository.now
        ).map(\.id.text)
    }

    @Test func withoutARuleNothingGoes() throws {
        #expect(try Self.removable(RetentionRules(), in: Self.store()).isEmpty)
    }

    @Test func theNewestStayAndWhatARefNames() throws {
        let store = try Self.store()
        // v3 is active, v2 is previous.
        #expect(try Self.removable(RetentionRules(keepLast: 1), in: store) == ["v1", "v4"])
        #expect(try Self.removable(RetentionRules(keepLast: 2), in: store) == ["v1"])
        _ = try Tag(
            RefName.users("pin"), .set(Reference("v1")), selection: ModelSelection(nil),
            actor: "test@host"
        ).run(in: store.repository)
        #expect(try Self.removable(RetentionRules(keepLast: 1), in: store) == ["v4"])
    }

    @Test func theYoungStayAndWhatWasActive() throws {
        let store = try TestStore()
        for number in 1...4 {
            store.setTime(Int64(number) * Self.day)
            try store.push("v\(number)")
            _ = try store.promote("v\(number)")
        }
        store.setTime(5 * Self.day)
        try store.push("v5")
        store.setTime(6 * Self.day)
        try store.push("v6")
        // Active within 2.5 days: v4 since day 4, and v3, which it took the place of.
        let window = RetentionRules(keepWithin: try RetentionWindow("60h"))
        #expect(try Self.removable(window, in: store) == ["v1", "v2"])
        let short = RetentionRules(keepWithin: try RetentionWindow("1h"))
        #expect(try Self.removable(short, in: store) == ["v1", "v2", "v5"])
    }

    @Test func everyRuleMustLetAVersionGo() throws {
        let store = try Self.store()
        let both = RetentionRules(keepLast: 1, keepWithin: try RetentionWindow("25h"))
        #expect(try Self.removable(both, in: store) == ["v1"])
    }

    @Test func whatWasRemovedIsNotRemovedAgain() throws {
        let store = try Self.store()
        try store.remove("v1", "v4")
        #expect(try Self.removable(RetentionRules(keepLast: 1), in: store).isEmpty)
    }

    @Test(arguments: [("30d", 2_592_000_000), ("12h", 43_200_000), ("2w", 1_209_600_000)])
    func unitsAreMinutesHoursDaysAndWeeks(_ text: String, _ milliseconds: Int64) throws {
        #expect(try RetentionWindow(text).milliseconds == milliseconds)
    }

    @Test(arguments: ["", "d", "30", "0d", "-1d", "1.5h", "1 d", "1y", "99999999999999999w", "١d"])
    func whatIsNoLengthOfTimeIsRefused(_ text: String) {
        let error = #expect(throws: StoreError.self) { try RetentionWindow(text) }
        #expect(error?.code == .usage)
    }
}
