import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Testing

/// What becomes of a promotion when the records of policies are lost or tampered with, and what builds
/// that know no policies see.
@Suite struct PolicyTrustTests {
    private static let gate: [String: JSON] = ["name": "r2", "metric": "r2", "at_least": "0.85"]

    private func storage(of store: TestStore) throws -> MemoryStorage {
        try #require(store.repository.storage as? MemoryStorage)
    }

    /// The same store as another process sees it.
    private func reopened(_ store: TestStore) throws -> Repository {
        try Repository(storage: store.repository.storage, path: "memory")
    }

    private func promote(_ id: String, in repository: Repository) throws -> ActivationResult {
        try Promote(
            Reference(id), selection: ModelSelection(ModelName("qb")), reason: "r", actor: "a"
        ).run(in: repository)
    }

    @Test func buildsThatKnowNoPoliciesRefuseTheStore() throws {
        for model in [try ModelName("qb"), .storeWide] {
            let store = try TestStore()
            try store.push("v1")
            let storage = try storage(of: store)
            let places = [ObjectLayout.format, ObjectLayout.mirror(ObjectLayout.format)]
            for place in places {
                let format = try FormatDescription(parsing: storage.readAll(place, limit: 1 << 16))
                #expect(format == .current && !format.has(.policies), "without one, as before")
            }
            try store.set(TestStore.policy(Self.gate), for: model)
            for place in places {
                let format = try FormatDescription(parsing: storage.readAll(place, limit: 1 << 16))
                #expect(format.has(.policies) && format.has(.deltas))
            }
        }
    }

    @Test func aStoreOfAnEarlierFormatTakesPolicies() throws {
        let store = try TestStore()
        try store.push("v1")
        let storage = try storage(of: store)
        let old = FormatDescription(
            format: 1, compatible: [], readOnlyCompatible: [], incompatible: [])
        for place in [ObjectLayout.format, ObjectLayout.mirror(ObjectLayout.format)] {
            try storage.replace(place, with: old.json.canonicalBytes)
        }
        let repository = try reopened(store)
        _ = try SetPolicy(TestStore.policy(Self.gate), reason: "r", actor: "a")
            .run(for: ModelName("qb"), in: repository)
        #expect(try !reopened(store).storesDeltas)
        #expect(failureCode { try promote("v1", in: reopened(store)) } == .refused)
    }

    @Test func aStoreWidePolicyThatIsGoneIsNoPermission() throws {
        let store = try TestStore()
        try store.push("v1", metrics: ["r2": 1])
        try store.push("v2")
        try store.set(TestStore.policy(Self.gate), for: .storeWide)
        try store.set(
            TestStore.policy(
                Self.gate,
                [
                    "name": "x", "metric": "r2", "at_least": 0,
                ]), for: .storeWide)
        _ = try store.promote("v1")
        let storage = try storage(of: store)
        func drop(_ generation: UInt64) throws {
            let key = ObjectLayout.record(.storeWide, generation)
            for place in [key, ObjectLayout.mirror(key)] { try storage.delete(place) }
        }
        // An older policy, sound as it is, is not the newest.
        try drop(2)
        let error = failure { try promote("v2", in: reopened(store)) }
        #expect(error?.code == .integrity)
        #expect(error?.message.contains("store-wide policy") == true)
        try drop(1)
        #expect(failureCode { try promote("v2", in: reopened(store)) } == .integrity)
        #expect(try store.active == "v1")
    }

    @Test func aDamagedStoreWidePolicyRefuses() throws {
        let store = try TestStore()
        try store.push("v1", metrics: ["r2": 1])
        try store.set(TestStore.policy(Self.gate), for: .storeWide)
        let key = ObjectLayout.record(.storeWide, 1)
        let storage = try storage(of: store)
        for place in [key, ObjectLayout.mirror(key)] {
            var bytes = try storage.readAll(place, limit: 1 << 16)
            bytes[bytes.count / 2] ^= 1
            try storage.replace(place, with: bytes)
        }
        #expect(failureCode { try promote("v1", in: reopened(store)) } == .integrity)
        let report = try Verify(
            repository: reopened(store),
            request: VerifyRequest(scope: .everything, strictness: .standard, repair: .none),
            progress: NoProgress()
        ).run()
        #expect(report.problems.map(\.object).contains(key.text))
    }

    /// A record that forgets the policy, sealed and chained as it should be, is damage.
    @Test func aRecordThatDropsThePolicyIsDamage() throws {
        let store = try TestStore()
        try store.push("v1")
        try store.set(TestStore.policy(Self.gate))
        let state = try store.repository.state(of: ModelName("qb"))
        let entry = try #require(state.versions.first)
        let forged = Transition(
            model: state.model, generation: 3, previous: state.headDigest,
            time: state.head.time.advanced(by: 1), actor: "eve@host", action: .promote,
            reason: "trust me",
            changes: [.active: Transition.Change(from: nil, to: entry.id)],
            refs: [.active: entry.target, .latest: entry.target])
        let storage = try storage(of: store)
        try storage.put(forged.sealedBytes, as: ObjectLayout.record(state.model, 3))
        let seen = try reopened(store).state(of: state.model)
        #expect(seen.damage?.message.contains("drops the policy") == true)
        #expect(failureCode { try promote("v1", in: reopened(store)) } == .integrity)
    }
}
