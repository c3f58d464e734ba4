import StoreModel
import StoreOperations
import Testing

@Suite struct VersionDifferenceTests {
    private func manifest(
        _ id: String, _ files: [ManifestFile], metrics: [String: JSON] = [:],
        directories: [String] = []
    ) throws -> Manifest {
        var manifest = Manifest(
            model: try ModelName("qb"), version: try VersionID(id), created: TestStore.time(0))
        manifest.files = files
        manifest.metrics = metrics
        manifest.directories = directories
        return manifest
    }

    @Test func filesAndBytes() throws {
        let old = try manifest(
            "v1",
            [TestStore.file("a", "same"), TestStore.file("b", "old"), TestStore.file("c", "gone")])
        let new = try manifest(
            "v2",
            [
                TestStore.file("a", "same"), TestStore.file("b", "newer"),
                TestStore.file("d", "fresh!"), TestStore.file("e", "fresh!"),
            ])
        let difference = VersionDifference(from: old, to: new)
        #expect(difference.files.map(\.path) == ["b", "c", "d", "e"])
        #expect(difference.files.map(\.kind) == [.changed, .removed, .added, .added])
        #expect(difference.files[0].bytesFrom == 3)
        #expect(difference.files[0].bytesTo == 5)
        #expect(difference.files[1].bytesTo == nil)
        // "fresh!" stands in two files and is one blob.
        #expect(difference.bytesNew == 11)
        #expect(difference.bytesShared == 4)
    }

    @Test func equalFilesUnderOtherIDsDoNotDiffer() throws {
        let difference = VersionDifference(
            from: try manifest("v1", [TestStore.file("a", "x")], metrics: ["r2": 1]),
            to: try manifest("v2", [TestStore.file("a", "x")], metrics: ["r2": 1]))
        #expect(difference.isEmpty)
    }

    @Test func metricsAlone() throws {
        let difference = VersionDifference(
            from: try manifest("v1", [], metrics: ["r2": 1, "gone": 2, "same": 3]),
            to: try manifest("v2", [], metrics: ["r2": 2, "new": "x", "same": 3]))
        #expect(!difference.isEmpty)
        #expect(difference.metrics.keys.sorted() == ["gone", "new", "r2"])
        #expect(difference.metrics["gone"]?.to == nil)
        #expect(difference.json["metrics"]?["new"] == [nil, "x"])
    }

    @Test func theExecutableBitAndEmptyDirectoriesCount() throws {
        let difference = VersionDifference(
            from: try manifest("v1", [TestStore.emptyFile("run")], directories: ["logs"]),
            to: try manifest(
                "v2", [TestStore.emptyFile("run", isExecutable: true)], directories: ["tmp"]))
        #expect(difference.files.map(\.path) == ["logs/", "run", "tmp/"])
        #expect(difference.files.map(\.kind) == [.removed, .changed, .added])
    }

    @Test func againstNothing() throws {
        let difference = VersionDifference(
            from: nil, to: try manifest("v1", [TestStore.file("a", "xyz")]))
        #expect(difference.bytesNew == 3)
        #expect(difference.json["from"] == .null)
    }
}
