import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct PolicyTests {
    private func store() throws -> TestStore {
        let store = try TestStore()
        try store.push("good", metrics: ["r2": .number(0.9), "mae": 5])
        try store.push("poor", metrics: ["r2": .number(0.8), "mae": 5])
        try store.push("bare")
        return store
    }

    private static let r2: [String: JSON] = ["name": "r2", "metric": "r2", "at_least": "0.85"]
    private static let loose: [String: JSON] = r2.merging(["overridable": true]) { $1 }
    private static let better: [String: JSON] = [
        "name": "better", "metric": "r2", "improves": "higher",
    ]

    @Test func aPolicyIsATransitionWithHistory() throws {
        let store = try store()
        let policy = try TestStore.policy(Self.r2)
        let first = try store.set(policy)
        #expect(first.generation == 4 && !first.isUnchanged)
        let again = try store.set(policy)
        #expect(again.generation == 4 && again.isUnchanged, "nothing new, no record")
        try store.push("more")
        #expect(try store.head.policy == PolicyMark(generation: 4, digest: policy.digest))
        try store.set(TestStore.policy(Self.loose))
        try store.set(nil)
        #expect(try store.head.policy == nil)
        let log = try PolicyLog(store.repository).run(of: ModelName("qb"))
        #expect(log.transitions.map(\.generation) == [7, 6, 4])
        #expect(log.transitions.map { $0.document?.gates.count } == [nil, 1, 1])
        #expect(log.transitions.allSatisfy { $0.reason == "thresholds" && $0.actor == "test@host" })
        #expect(try store.set(nil).isUnchanged)
    }

    @Test func recordsWithoutAPolicyAreAsTheyWere() throws {
        let store = try store()
        _ = try store.promote("good")
        let members = try JSONParser.parse(store.head.sealedBytes).object
        let before: Set<String> = [
            "schema", "model", "generation", "previous", "time", "actor", "action", "reason",
            "changes", "refs", "seal",
        ]
        #expect(members.map { Set($0.keys) } == before)
    }

    @Test func aFailedGateRefusesAndNamesItself() throws {
        let store = try store()
        try store.set(TestStore.policy(Self.r2))
        for (id, reason) in [("poor", "0.8 is not at least 0.85"), ("bare", "no metric \"r2\"")] {
            let error = failure { try store.promote(id) }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("r2: ") == true)
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        }
        #expect(try store.active == nil)
        #expect(try store.head.generation == 4, "nothing was recorded")
        let result = try store.promote("good")
        #expect(result.gates.map(\.verdict) == [.passed])
        #expect(try store.head.gates == result.gates)
        let shown = try ShowVersion(store.repository).run(
            try Reference("good"), selection: ModelSelection(nil))
        #expect(shown.showJSON["gates"]?.array?.first?["verdict"] == "passed")
    }

    @Test func aDryRunIsRefusedToo() throws {
        let store = try store()
        try store.set(TestStore.policy(Self.r2))
        var promote = Promote(
            try Reference("poor"), selection: ModelSelection(nil), reason: "r", actor: "a")
        promote.commitment = .dryRun
        #expect(failureCode { try promote.run(in: store.repository) } == .refused)
    }

    @Test func everyPolicyThatBindsIsAsked() throws {
        let store = try store()
        try store.set(
            TestStore.policy(["name": "mae", "metric": "mae", "at_most": 4]), for: .storeWide)
        #expect(failureCode { try store.promote("good") } == .refused)
        try store.set(
            TestStore.policy(["name": "mae", "metric": "mae", "at_most": 5]), for: .storeWide)
        try store.set(TestStore.policy(Self.r2))
        #expect(failureCode { try store.promote("poor") } == .refused)
        let result = try store.promote("good")
        #expect(result.gates.map(\.policy) == [.model, .store])
        let journal = try store.repository.state(of: .storeWide)
        #expect(
            try store.head.storePolicy
                == PolicyMark(generation: 2, digest: journal.headDigest))
        #expect(try !store.repository.models().contains(.storeWide))
    }

    @Test func overridingNeedsPermissionAndIsRecorded() throws {
        let store = try store()
        try store.set(TestStore.policy(Self.r2))
        let error = failure { try store.promote("poor", overriding: ["r2"]) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("overridden") == true)
        #expect(failureCode { try store.promote("poor", overriding: ["r3"]) } == .usage)
        try store.set(TestStore.policy(Self.loose))
        _ = try store.promote("poor", overriding: ["r2"])
        let gate = try #require(try store.head.gates.first)
        #expect(gate.verdict == .overridden && gate.detail == "0.8 is not at least 0.85")
        #expect(try store.head.reason == "test" && store.head.actor == "test@host")
        // What passes by itself is not overridden.
        _ = try store.promote("good", overriding: ["r2"])
        #expect(try store.head.gates.map(\.verdict) == [.passed])
        // Of two policies with a gate of the name, both must permit it.
        try store.set(TestStore.policy(Self.r2), for: .storeWide)
        #expect(failureCode { try store.promote("poor", overriding: ["r2"]) } == .refused)
    }

    @Test func rollbackMeetsTheBoundsToo() throws {
        let store = try store()
        _ = try store.promote("poor")
        _ = try store.promote("good")
        try store.set(TestStore.policy(Self.r2))
        #expect(failureCode { try store.rollback() } == .refused)
        #expect(try store.active == "good")
        try store.set(TestStore.policy(Self.loose))
        var rollback = Rollback(
            .previous, selection: ModelSelection(nil), reason: "worse", actor: "a")
        rollback.overrides = ["r2"]
        _ = try rollback.run(in: store.repository)
        #expect(try store.head.gates.map(\.verdict) == [.overridden])
    }

    @Test func aReturnNeedsNoImprovementButARollbackElsewhereDoes() throws {
        let store = try store()
        _ = try store.promote("poor")
        _ = try store.promote("good")
        try store.set(TestStore.policy(Self.better))
        #expect(failureCode { try store.promote("poor") } == .refused)
        // "bare" was never active: a rollback to it is a promotion under another name.
        let elsewhere = Rollback.Destination.reference(try Reference("bare"))
        #expect(failureCode { try store.rollback(elsewhere) } == .refused)
        try store.push("worse", metrics: ["r2": .number(0.1)])
        let worse = Rollback.Destination.reference(try Reference("worse"))
        #expect(failureCode { try store.rollback(worse) } == .refused)
        let back = try store.rollback()
        #expect(back.gates.map(\.verdict) == [.waived])
        #expect(try store.active == "poor")
        #expect(try store.promote("good").gates.map(\.verdict) == [.passed])
    }

    @Test func onlyIfBetter() throws {
        let store = try store()
        let gate = Gate(
            name: "if-better", metric: "r2", condition: .improves(.higher, by: Threshold("5%")))
        let first = try store.promote("poor", overriding: [], condition: gate)
        #expect(first.gates.map(\.verdict) == [.passed], "nothing was active")
        try store.push("little", metrics: ["r2": .number(0.81)])
        for id in ["little", "bare"] {
            let error = failure { try store.promote(id, overriding: [], condition: gate) }
            #expect(error?.code == .refused && error?.message.contains("if-better") == true)
        }
        // It is no gate of a policy, so no policy permits passing it.
        #expect(
            failureCode {
                try store.promote("little", overriding: ["if-better"], condition: gate)
            } == .usage)
        let better = try store.promote("good", overriding: [], condition: gate)
        #expect(better.gates.map(\.policy) == [.command])
        #expect(try store.head.gates.first?.baseline == .number(0.8))
    }

    @Test func thePolicyIsFoundHoweverLongAgoItWasSet() throws {
        let store = try store()
        try store.set(TestStore.policy(Self.r2))
        for number in 0..<150 { try store.push("v\(number)") }
        let reopened = try Repository(
            storage: store.repository.storage, path: "memory")
        var promote = Promote(
            try Reference("poor"), selection: ModelSelection(nil), reason: "r", actor: "a")
        #expect(failureCode { try promote.run(in: reopened) } == .refused)
        promote.reference = try Reference("good")
        #expect(try promote.run(in: reopened).gates.count == 1)
        let report = try Verify(
            repository: reopened,
            request: VerifyRequest(scope: .everything, strictness: .strict, repair: .none),
            progress: NoProgress()
        ).run()
        #expect(report.problems == [])
    }

    @Test func versionsArePromotedFromARef() throws {
        let store = try store()
        _ = try store.promote("poor")
        try store.set(
            try Policy(
                MarkedNode(["schema": "store.policy/1", "promotesFrom": "staging"])))
        let error = failure { try store.promote("good") }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("staging, which is not there") == true)
        func stage(_ id: String) throws {
            _ = try Tag(
                RefName.users("staging"), .set(Reference(id)), selection: ModelSelection(nil),
                actor: "a"
            ).run(in: store.repository)
        }
        try stage("bare")
        #expect(failure { try store.promote("good") }?.message.contains("points at bare") == true)
        let elsewhere = Rollback.Destination.reference(try Reference("good"))
        #expect(failureCode { try store.rollback(elsewhere) } == .refused, "never active")
        try stage("good")
        _ = try store.promote("good")
        #expect(try store.rollback().to.entry.id.text == "poor", "it was active before")
    }

    @Test func idsFollowTheRule() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", "a")
            try fixture.push("old")
            func set(_ rule: String, for model: ModelName) throws {
                let policy = try Policy(
                    MarkedNode(["schema": "store.policy/1", "version_ids": .string(rule)]))
                _ = try SetPolicy(policy, reason: "r", actor: "a").run(
                    for: model, in: fixture.repository)
            }
            try set("semver", for: .fallback)
            let error = fixture.refusal(try fixture.request("v7"))
            #expect(error?.code == .refused && error?.fix == "--version 1.0.0")
            #expect(fixture.refusal(try fixture.request())?.code == .refused, "the default id")
            try fixture.push("1.0.0")
            #expect(try fixture.push("old").unchanged, "what is there is there")
            try set("integer", for: .storeWide)
            #expect(fixture.refusal(try fixture.request("1.0.1"))?.code == .refused)
            var other = try fixture.request("x")
            other.model = try ModelName("new")
            #expect(fixture.refusal(other)?.code == .refused, "a model's first push")
            other.version = try VersionID("1")
            try fixture.push(other)
        }
    }

    /// A policy that is set while a promotion reads the version binds the promotion.
    @Test func aPolicyThatIsSetMeanwhileBinds() throws {
        for model in [try ModelName("qb"), .storeWide] {
            let store = try store()
            let promote = Promote(
                try Reference("poor"), selection: ModelSelection(nil), reason: "r", actor: "a")
            var isSet = false
            let code = failureCode {
                try promote.run(in: store.repository) { (_) throws(StoreError) in
                    guard !isSet else { return }
                    isSet = true
                    do { try store.set(TestStore.policy(Self.r2), for: model) } catch {
                        throw StoreError(.inputOutput, "\(error)")
                    }
                }
            }
            #expect(code == .refused)
            #expect(try store.active == nil)
        }
    }
}
