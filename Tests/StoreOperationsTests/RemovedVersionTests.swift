import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import Testing

@Suite struct RemovedVersionTests {
    static func store() throws -> TestStore {
        let store = try TestStore()
        for id in ["v1", "v2", "v3"] { try store.push(id) }
        return store
    }

    @Test(arguments: ["v1", "#1"]) func itIsNotFoundAndTheErrorSaysWhy(_ text: String) throws {
        let store = try Self.store()
        try store.remove("v1")
        let error = #expect(throws: StoreError.self) { try store.resolve(text) }
        #expect(error?.code == .notFound && error?.message.contains("was removed") == true)
    }

    @Test func itsDigestIsNotFoundEither() throws {
        let store = try Self.store()
        let digest = try store.repository.state(of: ModelName("qb")).versions[0].manifest
        try store.remove("v1")
        let error = #expect(throws: StoreError.self) { try store.resolve(digest.hex) }
        #expect(error?.code == .notFound && error?.message.contains("was removed") == true)
    }

    @Test func listAndStatusDoNotShowIt() throws {
        let store = try Self.store()
        try store.remove("v1", "v2")
        let list = try ListVersions(store.repository).run(ModelSelection(nil))
        #expect(list.versions.map(\.entry.id.text) == ["v3"])
        #expect(try store.resolve("latest~0") == "v3")
        #expect(throws: StoreError.self) { try store.resolve("latest~1") }
    }

    @Test func rollbackBySteppingOntoItSaysThatItWasRemoved() throws {
        let store = try Self.store()
        for id in ["v1", "v2", "v3"] { _ = try store.promote(id) }
        try store.remove("v1")
        let error = #expect(throws: StoreError.self) { try store.rollback(.steps(2)) }
        #expect(error?.code == .notFound && error?.message.contains("was removed") == true)
        #expect(try store.active == "v3")
    }

    @Test func itsNameIsNotGivenToATag() throws {
        let store = try Self.store()
        try store.remove("v1")
        let error = #expect(throws: StoreError.self) {
            try Tag(
                RefName.users("v1"), .set(Reference("latest")), selection: ModelSelection(nil),
                actor: "test@host"
            ).run(in: store.repository)
        }
        #expect(error?.code == .conflict)
    }

    @Test func itsIDAndNumberAreNotUsedAgain() throws {
        try PushFixture.with { fixture throws in
            try fixture.write("a", "1")
            for version in ["v1", "v2"] { try fixture.push(version) }
            _ = try fixture.repository.commit(to: .fallback, actor: "test@here") {
                (_: ModelState?) throws(StoreError) -> TransitionDraft? in
                TransitionDraft(
                    action: .remove, reason: nil, moves: [:], removes: [try VersionID("v1")])
            }
            let refusal = fixture.refusal(try fixture.request("v1"))
            #expect(refusal?.code == .conflict && refusal?.message.contains("removed") == true)
            #expect(try fixture.push("v3").version.entry.number == 3)
        }
    }

    @Test func verifyFindsNothingWrong() throws {
        let store = try Self.store()
        let digest = try store.repository.state(of: ModelName("qb")).versions[0].manifest
        try store.remove("v1")
        for key in [ObjectLayout.manifest(digest), ObjectLayout.mirror(.init("manifests/x"))] {
            try store.repository.storage.delete(key)
        }
        try store.repository.storage.delete(ObjectLayout.mirror(ObjectLayout.manifest(digest)))
        let request = VerifyRequest(scope: .everything, strictness: .strict, repair: .none)
        let report = try Verify(
            repository: store.repository, request: request, progress: NoProgress()
        ).run()
        #expect(report.problems.isEmpty, "\(report.problems)")
    }
}
