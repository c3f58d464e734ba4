import FileIO
import Glibc
import Hashing
import StoreInterface
import StoreModel
import StoreOperations
import StoreRepository
import TestSupport
import Testing

@Suite struct PushTests {
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test func aPushedTreeReadsBackByteForByte() throws {
        try PushFixture.with { fixture in
            let files: [(String, [UInt8])] = [
                ("a.txt", Array("hello".utf8)), ("empty", []),
                ("deep/er/b.bin", Self.noise(700_000, seed: 1)),
                ("text.txt", [UInt8](repeating: 65, count: 300_000)),
                ("exact", Self.noise(262_144, seed: 2)), ("two", Self.noise(262_145, seed: 3)),
            ]
            for (path, bytes) in files { try fixture.write(path, bytes) }
            let result = try fixture.push("v1")
            #expect(!result.unchanged)
            for (path, bytes) in files {
                #expect(try fixture.content(path, of: "v1") == bytes, "\(path)")
            }
            let manifest = try fixture.manifest("v1")
            #expect(manifest.files.map(\.path) == files.map(\.0).sorted())
            for (path, bytes) in files {
                let file = manifest.files.first { $0.path == path }
                #expect(file?.sha256 == SHA256Hasher.digest(of: bytes))
            }
        }
    }

    @Test func emptyDirectoriesAndExecutablesAreKept() throws {
        try PushFixture.with { fixture in
            try fixture.write("run.sh", Array("#!/bin/sh".utf8), permissions: 0o755)
            _ = try DurableDirectory.makePath(fixture.source + "/logs/empty")
            try fixture.push("v1")
            let manifest = try fixture.manifest("v1")
            #expect(manifest.files.map(\.isExecutable) == [true])
            #expect(manifest.directories == ["logs/empty"])
        }
    }

    @Test func theSameTreeHasTheSameDigestInEveryStore() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", Self.noise(1_000_000, seed: 4))
            try fixture.write("b/c", "x")
            var request = try fixture.request("v1")
            request.created = Timestamp("2026-11-20T14:00:00Z")
            let first = try fixture.push(request)
            let other = try Repository.create(in: MemoryStorage())
            let second = try Push(
                repository: other, request: request, progress: NoProgress()
            ).run()
            #expect(first.version.entry.manifest == second.version.entry.manifest)
        }
    }

    @Test func pushingAgainIsANoOpThatSaysSo() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", "x")
            try fixture.push("v1")
            let again = try fixture.push("v1")
            #expect(again.unchanged)
            #expect(again.bytesNew == 0)
            #expect(try fixture.repository.state(of: ModelName.fallback).generation == 1)
        }
    }

    @Test func aTakenIdWithOtherContentIsAConflict() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", "x")
            try fixture.push("v1")
            try fixture.write("a", "y")
            #expect(try fixture.refusal()?.code == .conflict)
            var request = try fixture.request("v1")
            try fixture.write("a", "x")
            request.description = "other words"
            #expect(fixture.refusal(request)?.code == .conflict)
            #expect(try fixture.repository.state(of: ModelName.fallback).versions.count == 1)
        }
    }

    @Test func withoutAnIdTheSameTreeIsANewVersionOfNoBytes() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", Self.noise(50_000, seed: 5))
            let first = try fixture.push()
            let second = try fixture.push()
            #expect(first.version.entry.id != second.version.entry.id)
            #expect(second.bytesNew == 0 && second.bytesStored == 0)
            #expect(second.version.entry.number == 2)
        }
    }

    @Test func sharedChunksAreStoredOnce() throws {
        try PushFixture.with { fixture in
            let block = Self.noise(4_000_000, seed: 6)
            try fixture.write("a", block)
            try fixture.write("b", Self.noise(1000, seed: 8) + block)
            try fixture.write("c", block)
            let result = try fixture.push("v1")
            #expect(result.bytesRead == 12_001_000)
            // One chunk more, in which the blocks are not in step yet.
            #expect((4_001_000...5_001_000).contains(result.bytesNew))
        }
    }

    @Test func compressibleBytesTakeLess() throws {
        try PushFixture.with { fixture in
            try fixture.write("zeros", [UInt8](repeating: 0, count: 1 << 20))
            let result = try fixture.push("v1")
            #expect(result.bytesStored < 1000)
        }
    }

    @Test func aDryRunWritesNothing() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", Self.noise(10_000, seed: 7))
            var request = try fixture.request("v1")
            request.commitment = .dryRun
            let result = try fixture.push(request)
            #expect(result.bytesNew == 10_000)
            #expect(try fixture.repository.models().isEmpty)
            #expect(try fixture.storage.list("packs").isEmpty)
        }
    }

    @Test func aPushThatWasCutShortIsResumed() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", Self.noise(400_000, seed: 8))
            var request = try fixture.request("v1")
            request.model = try ModelName("other")
            try fixture.push(request)
            // As after a kill between the packs and the manifest: the chunks are there, no version.
            let result = try fixture.push("v1")
            #expect(result.bytesNew == 0)
            #expect(try fixture.content("a", of: "v1").count == 400_000)
        }
    }

    @Test func rolesComeFromOptions() throws {
        try PushFixture.with { fixture in
            try fixture.write("perf/model.json", "{}")
            try fixture.write("saved/variables", "v")
            try fixture.write("saved/model.pb", "m")
            try fixture.write("scalers.json", "{}")
            try fixture.write("metrics.json", #"{"r2": 0.9, "nested": {"mae": 1}, "t": [1]}"#)
            var request = try fixture.request("v1")
            request.artefacts = [
                NamedPath(name: "dense", path: "perf/model.json", format: "tfjs"),
                NamedPath(name: "tree", path: fixture.source + "/saved", format: "savedmodel"),
            ]
            request.preprocessing = [NamedPath(name: "scalers", path: "scalers.json")]
            request.metricsFile = "metrics.json"
            request.metrics = ["epoch": 3]
            try fixture.push(request)
            let manifest = try fixture.manifest("v1")
            let roles = Dictionary(
                uniqueKeysWithValues: manifest.files.map { ($0.path, $0.role) })
            #expect(roles["perf/model.json"] == .model)
            #expect(roles["saved/variables"] == .model && roles["saved/model.pb"] == .model)
            #expect(roles["scalers.json"] == .preprocessing)
            #expect(roles["metrics.json"] == .metrics)
            #expect(manifest.metrics == ["r2": .number(0.9), "nested.mae": 1, "epoch": 3])
        }
    }

    @Test func anArtefactOutsideTheTreeIsNotFound() throws {
        try PushFixture.with { fixture in
            try fixture.write("a", "x")
            var request = try fixture.request("v1")
            request.artefacts = [NamedPath(name: "m", path: "../elsewhere")]
            #expect(fixture.refusal(request)?.code == .notFound)
            #expect(try fixture.repository.models().isEmpty)
        }
    }

    @Test func excludedNamesAreLeftOut() throws {
        try PushFixture.with { fixture in
            for path in ["keep", "drop.log", "sub/drop.log", "cache/x"] {
                try fixture.write(path, path)
            }
            mkfifo(fixture.source + "/sub/pipe", 0o600)
            var request = try fixture.request("v1")
            request.excludes = ["*.log", "cache", "sub/pipe"]
            try fixture.push(request)
            #expect(try fixture.manifest("v1").files.map(\.path) == ["keep"])
        }
    }

    @Test func linksAreFollowed() throws {
        try PushFixture.with { fixture in
            try withTemporaryDirectory { elsewhere in
                try fixture.write("real", "content")
                symlink(elsewhere, fixture.source + "/dir")
                symlink("real", fixture.source + "/link")
                let file = fopen(elsewhere + "/inside", "w")
                fclose(file!)  // it was just made in a directory of our own
                try fixture.push("v1")
                let paths = try fixture.manifest("v1").files.map(\.path)
                #expect(paths == ["dir/inside", "link", "real"])
            }
        }
    }
}
