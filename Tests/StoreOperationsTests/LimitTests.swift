import Chunking
import Compression
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

/// What is too large is refused before anything is stored.
@Suite struct LimitTests {
    @Test func cuttingAndDecodingAgreeOnTheLargestChunk() {
        #expect(CutSegment.chunkLimit == StoredCodec.plainLimit)
    }

    @Test func aManifestThatNobodyWouldReadIsRefusedAtOnce() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("w", TestData.incompressible(100_000, seed: 1))
            var request = try fixture.request("v1")
            request.description = String(repeating: "\u{1}", count: 1000)
            request.manifestLimit = 6000
            let error = fixture.refusal(request)
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("6000") == true)
            #expect(try VerifyTests.keys(fixture.storage, "packs").isEmpty)
            #expect(try fixture.repository.models().isEmpty)
            request.manifestLimit = 7000
            try fixture.push(request)
        }
    }

    @Test func theSizeThatIsCheckedIsTheSizeThatIsStored() throws {
        try PushFixture.with { (fixture: PushFixture) throws in
            try fixture.write("a/b", "x")
            try fixture.write("c", "y")
            let result = try fixture.push("v1")
            let bytes = result.version.manifest.json.canonicalBytes.count
            var request = try fixture.request("v2")
            request.manifestLimit = bytes
            try fixture.push(request)
            request.version = try VersionID("v3")
            request.manifestLimit = bytes - 1
            #expect(fixture.refusal(request)?.code == .unsupported)
        }
    }

    @Test func refsAreBounded() throws {
        let store = try TestStore()
        let entry = try store.push("v1")
        let model = try ModelName("qb")
        _ = try store.repository.commit(to: model, actor: "a@b") {
            (_: ModelState?) throws(StoreError) -> TransitionDraft? in
            var moves: [RefName: VersionEntry?] = [:]
            for number in 1...Transition.refLimit { moves[try RefName("r\(number)")] = entry }
            return TransitionDraft(action: .tag, reason: nil, moves: moves)
        }
        let tag = { (name: String, change: StoreOperations.Tag.Change) throws in
            try StoreOperations.Tag(
                RefName.users(name), change, selection: ModelSelection(nil), actor: "a@b"
            ).run(in: store.repository)
        }
        #expect(failureCode { try tag("more", .set(Reference("v1"))) } == .unsupported)
        try store.push("v2")
        _ = try tag("r1", .set(Reference("v2")))
        _ = try store.promote("v2")
        _ = try tag("r2", .delete)
        _ = try tag("more", .set(Reference("v1")))
        #expect(try store.resolve("more") == "v1")
    }
}
