import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite struct DeltaPushTests {
    /// Pushes a model after the base; returns what it took.
    @discardableResult
    private static func push(
        _ version: String, _ bytes: [UInt8], _ path: String = "model.safetensors",
        to fixture: PushFixture
    ) throws -> UInt64 {
        try fixture.write(path, bytes)
        let stored = try fixture.push(version).bytesStored
        let fresh = try fixture.reopened()
        let isSame = try fresh.content(path, of: version) == bytes
        #expect(isSame, "\(version)")
        return stored
    }

    @Test func aFineTuneIsStoredAsTheDifference() throws {
        try PushFixture.with { fixture in
            let whole = try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            let stored = try Self.push("v2", DeltaCase.model(DeltaCase.tuned), to: fixture)
            #expect(stored * 4 < whole, "\(stored) of \(whole)")
            #expect(try !DeltaCase.deltas(in: fixture.repository).isEmpty)
            #expect(try VerifyTests.verify(fixture.storage).problems.isEmpty)
        }
    }

    @Test func aWorkerThatKnowsNothingReadsAnyRange() throws {
        try PushFixture.with { fixture in
            let model = DeltaCase.model(DeltaCase.tuned)
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            try Self.push("v2", model, to: fixture)
            let digest = SHA256Hasher.digest(of: model)
            let reader = try fixture.reopened().repository.openBlob(
                digest, size: UInt64(model.count))
            var random = SeededRandom(seed: 5)
            for _ in 0..<50 {
                let start = random.below(model.count)
                let count = min(model.count - start, random.below(300_000))
                var bytes = [UInt8](repeating: 0xEE, count: count)
                _ = try bytes.withUnsafeMutableBytes {
                    try reader.read(at: UInt64(start), into: $0)
                }
                let isSame = bytes == Array(model[start..<start + count])
                #expect(isSame, "\(count) at \(start)")
            }
        }
    }

    /// However long the history, what a delta rests on is stored as it is.
    @Test func noDeltaLeadsToAnother() throws {
        try PushFixture.with { fixture in
            var weights = DeltaCase.base
            for number in 1...6 {
                try Self.push("v\(number)", DeltaCase.model(weights), to: fixture)
                weights = TestWeights.tuned(weights, seed: UInt64(number))
            }
            let deltas = try DeltaCase.deltas(in: fixture.repository)
            #expect(Set(deltas.map(\.pack.id)).count == 5)
            for (_, record) in deltas {
                for source in record.delta?.sources ?? [] {
                    let places = try fixture.repository.packs.knownPlaces(of: source.chunk)
                    #expect(!places.isEmpty && places.allSatisfy { $0.1.delta == nil })
                }
            }
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            #expect(try home.index.chunk(at: 0).delta == nil)
        }
    }

    /// A small tensor shares its chunk with the header before it: no part of a tensor.
    @Test func whatStandsBeforeASmallTensorIsNoPartOfIt() throws {
        try PushFixture.with { fixture in
            let norms = [1, 2].map { TestData.gaussianBF16(1024, seed: $0) }
            let models = [
                TestWeights.file([("norm", norms[0]), ("w", DeltaCase.base)]),
                TestWeights.file([("norm", norms[1]), ("w", DeltaCase.tuned)]),
            ]
            for (number, model) in models.enumerated() {
                try Self.push("v\(number)", model, to: fixture)
            }
            #expect(try !DeltaCase.deltas(in: fixture.repository).isEmpty)
        }
    }

    @Test func otherWeightsAreStoredAsTheyAre() throws {
        try PushFixture.with { fixture in
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            try Self.push("v2", DeltaCase.model(DeltaCase.other), to: fixture)
            #expect(try DeltaCase.deltas(in: fixture.repository).isEmpty)
        }
    }

    /// Cuts do not depend on parents: the same weights share all chunks, whichever came first.
    @Test func whatIsShared() throws {
        try PushFixture.with { fixture in
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            try Self.push("v2", DeltaCase.model(DeltaCase.tuned), to: fixture)
            let rest = TestData.gaussianBF16(1 << 17, seed: 7)
            let grown = TestWeights.file([
                ("a", rest), ("w", DeltaCase.tuned), ("z", DeltaCase.base),
            ])
            let stored = try Self.push("v3", grown, "grown.safetensors", to: fixture)
            #expect(stored < 1 << 17)
            var request = try fixture.request("one")
            request.model = try ModelName("another")
            let again = try fixture.push(request)
            #expect(again.bytesStored == 0)
        }
    }

    /// Tensors find their parents by name, in whatever file those stand.
    @Test func shardsAndOrderDoNotMatter() throws {
        try PushFixture.with { fixture in
            try fixture.write(
                "model.safetensors",
                TestWeights.file([("w", DeltaCase.base), ("v", DeltaCase.other)]))
            try fixture.push("v1")
            try fixture.write("model.safetensors", "gone")
            let second = TestWeights.tuned(DeltaCase.other, seed: 8)
            let files = [
                "one.safetensors": TestWeights.file([("v", second)]),
                "two.safetensors": DeltaCase.model(DeltaCase.tuned),
            ]
            for (path, bytes) in files { try fixture.write(path, bytes) }
            #expect(try fixture.push("v2").bytesStored < 500_000)
            let fresh = try fixture.reopened()
            for (path, bytes) in files {
                let isSame = try fresh.content(path, of: "v2") == bytes
                #expect(isSame, "\(path)")
            }
        }
    }

    @Test func theParentThatIsNamedCounts() throws {
        try PushFixture.with { fixture in
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            try Self.push("v2", DeltaCase.model(DeltaCase.other), to: fixture)
            try fixture.write("model.safetensors", DeltaCase.model(DeltaCase.tuned))
            var request = try fixture.request("v3")
            request.commitment = .dryRun
            #expect(try fixture.push(request).bytesStored > 600_000)
            let state = try fixture.repository.state(of: .fallback)
            request.parents = [try #require(state.version(VersionID("v1"))).manifest]
            #expect(try fixture.push(request).bytesStored < 300_000)
        }
    }

    /// A store that builds without deltas may open gets none.
    @Test func aStoreOfAnEarlierFormatGetsNone() throws {
        try PushFixture.with { fixture in
            let text = #"{"compatible":[],"format":1,"incompatible":[],"readOnlyCompatible":[]}"#
            for key in [ObjectLayout.format, ObjectLayout.mirror(ObjectLayout.format)] {
                try fixture.storage.replace(key, with: Array(text.utf8))
            }
            let old = try fixture.reopened()
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: old)
            try Self.push("v2", DeltaCase.model(DeltaCase.tuned), to: old)
            #expect(try DeltaCase.deltas(in: old.repository).isEmpty)
        }
    }

    /// The pack with the bases is lost. What rests on it is stored again when it is pushed.
    @Test func whatIsLostIsStoredAgain() throws {
        try PushFixture.with { fixture in
            let tuned = DeltaCase.model(DeltaCase.tuned)
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            try Self.push("v2", tuned, to: fixture)
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            try fixture.storage.delete(ObjectLayout.pack(home.id))
            let stored = try Self.push("v3", tuned, to: fixture.reopened())
            #expect(stored > 600_000)
            let isSame = try fixture.reopened().content("model.safetensors", of: "v2") == tuned
            #expect(isSame)
        }
    }

    /// A base that was lost comes back as itself, however near to another parent it is: what rested on
    /// it can be read again.
    @Test func aBaseThatWasLostComesBackAsItself() throws {
        try PushFixture.with { fixture in
            let (base, tuned) = (
                DeltaCase.model(DeltaCase.base), DeltaCase.model(DeltaCase.tuned)
            )
            try Self.push("v1", base, to: fixture)
            try Self.push("v2", tuned, to: fixture)
            let home = try DeltaCase.homeOfBases(in: fixture.repository)
            try fixture.storage.delete(ObjectLayout.pack(home.id))
            let near = DeltaCase.model(TestWeights.tuned(DeltaCase.base, seed: 9))
            try Self.push("v3", near, to: fixture.reopened())
            try Self.push("v4", base, to: fixture.reopened())
            let isSame = try fixture.reopened().content("model.safetensors", of: "v2") == tuned
            #expect(isSame)
        }
    }

    @Test func aDamagedBaseOnlyMeansNoDelta() throws {
        try PushFixture.with { fixture in
            try Self.push("v1", DeltaCase.model(DeltaCase.base), to: fixture)
            let pack = try #require(try fixture.repository.packs.all().first)
            let key = ObjectLayout.pack(pack.id)
            let bytes = try fixture.storage.readAll(key, limit: 1 << 24)
            try fixture.storage.replace(key, with: [UInt8](repeating: 1, count: bytes.count))
            try fixture.write("model.safetensors", DeltaCase.model(DeltaCase.tuned))
            #expect(try fixture.reopened().push("v2").bytesStored > 600_000)
            #expect(try DeltaCase.deltas(in: fixture.repository).isEmpty)
        }
    }
}
