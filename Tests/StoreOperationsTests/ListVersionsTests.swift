import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct ListVersionsTests {
    private func store() throws -> TestStore {
        let store = try TestStore()
        try store.push("v1", metrics: ["r2": .number(0.8), "kind": "dense"])
        store.setTime(100)
        try store.push(
            "v2", files: [TestStore.file("w", "12345")], metrics: ["r2": .number(0.9), "ok": true])
        store.setTime(200)
        try store.push("v3", files: [TestStore.file("w", "12")])
        return store
    }

    private func ids(_ conditions: [String] = [], sort: String? = nil) throws -> [String] {
        let filters = try conditions.map { try VersionFilter($0) }
        let order = try sort.map { try VersionOrder($0) }
        return try ListVersions(store().repository, filters: filters, order: order)
            .run(ModelSelection(nil)).versions.map(\.entry.id.text)
    }

    @Test func newestFirst() throws { #expect(try ids() == ["v3", "v2", "v1"]) }

    @Test(arguments: [
        ("metrics.r2>=0.85", ["v2"]), ("metrics.r2 < 0.85", ["v1"]),
        ("metrics.r2<=0.9", ["v2", "v1"]),
        ("metrics.r2==0.8", ["v1"]), ("metrics.r2!=0.8", ["v2"]), ("metrics.kind==dense", ["v1"]),
        ("metrics.kind=='dense'", ["v1"]), ("metrics.ok==true", ["v2"]),
        ("number>1", ["v3", "v2"]),
        ("version==v2", ["v2"]), ("bytes>=2", ["v3", "v2"]), ("bytes>5", []),
        ("created>=2026-01-01T00:01:40Z", ["v3", "v2"]),
        ("created<2026-01-02", ["v3", "v2", "v1"]),
        ("metrics.none>0", []), ("metrics.r2>x", []),
    ])
    func conditions(_ text: String, _ expected: [String]) throws {
        #expect(try ids([text]) == expected)
    }

    @Test func conditionsAddUp() throws {
        #expect(try ids(["metrics.r2>0", "bytes>0"]) == ["v2"])
    }

    @Test func sorting() throws {
        #expect(try ids(sort: "bytes") == ["v2", "v3", "v1"])
        #expect(try ids(sort: "-bytes") == ["v1", "v3", "v2"])
        #expect(try ids(sort: "metrics.r2") == ["v2", "v1", "v3"])
        #expect(try ids(sort: "-metrics.r2") == ["v1", "v2", "v3"])
        #expect(try ids(sort: "-created") == ["v1", "v2", "v3"])
    }

    @Test(arguments: [
        "r2>1", "metrics.>1", "metrics.r2", "metrics.r2>=", ">=1", "size>1",
        "metrics.r2=>0.9", "metrics.r2>==0.9", "metrics.r2=<0.9", "created>x", "created>2026",
        "bytes>1KB", "bytes>nan", "number>inf", "files==one", "metrics.r2>=nan", "metrics.r2==NaN",
    ])
    func badConditions(_ text: String) {
        #expect(failureCode { try VersionFilter(text) } == .usage)
    }

    @Test func severalModelsAreSortedTogether() throws {
        let store = try TestStore()
        try store.push("v1", model: "a", metrics: ["r2": .number(0.5)])
        try store.push("v2", model: "a", metrics: ["r2": .number(0.9)])
        try store.push("v1", model: "b", metrics: ["r2": .number(0.7)])
        try store.push("v2", model: "b")
        try store.push("v3", model: "b")
        let names = { (sort: String?) throws in
            let order = try sort.map { try VersionOrder($0) }
            return try ListVersions(store.repository, order: order).run(ModelSelection(nil))
                .versions.map { "\($0.model)@\($0.entry.id)" }
        }
        #expect(try names("metrics.r2") == ["a@v2", "b@v1", "a@v1", "b@v3", "b@v2"])
        #expect(try names(nil) == ["a@v2", "a@v1", "b@v3", "b@v2", "b@v1"])
    }

    @Test func aDamagedVersionDoesNotHideTheOthers() throws {
        let store = try TestStore()
        try store.push("v1", metrics: ["r2": .number(0.8)])
        let bad = try store.push("v2", metrics: ["r2": .number(0.9)])
        try store.push("v3")
        let key = ObjectLayout.manifest(bad.manifest)
        let storage = store.repository.storage
        for place in [key, ObjectLayout.mirror(key)] { try storage.replace(place, with: [0]) }
        let filters = [try VersionFilter("metrics.r2>0")]
        for list in [
            try ListVersions(store.repository).run(ModelSelection(nil)),
            try ListVersions(store.repository, filters: filters).run(ModelSelection(nil)),
        ] {
            #expect(list.damaged.map(\.name) == ["qb@v2"])
            let error = failure { try list.checkWhole() }
            #expect(error?.code == .integrity)
            #expect(error?.message.contains("qb@v2") == true)
        }
        let list = try ListVersions(store.repository).run(ModelSelection(nil))
        #expect(list.versions.map(\.entry.id.text) == ["v3", "v1"])
    }

    @Test func aModelWithoutAReadableRecordDoesNotHideTheOthers() throws {
        let store = try TestStore()
        for model in ["a", "b", "c"] { try store.push("v1", model: model) }
        let storage = store.repository.storage
        let key = ObjectLayout.record(try ModelName("b"), 1)
        for place in [key, ObjectLayout.mirror(key)] { try storage.replace(place, with: [0]) }
        let fresh = try Repository(storage: storage, path: "memory")
        let list = try ListVersions(fresh).run(ModelSelection(nil))
        #expect(list.versions.map(\.model.text) == ["a", "c"])
        #expect(list.damaged.map(\.name) == ["b"])
        #expect(failureCode { try list.checkWhole() } == .integrity)
    }

    @Test func severalModelsAreAllListed() throws {
        let store = try TestStore()
        try store.push("v1", model: "a")
        try store.push("v1", model: "b")
        let list = try ListVersions(store.repository).run(ModelSelection(nil))
        #expect(list.model == nil)
        #expect(list.versions.map(\.model.text) == ["a", "b"])
    }
}
