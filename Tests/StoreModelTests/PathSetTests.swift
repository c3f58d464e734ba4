import StoreModel
import Testing

@Suite("Names of one tree")
struct PathSetTests {
    static func insert(
        _ paths: [(String, PathSet.Kind)]
    ) throws(StoreError) {
        var set = PathSet()
        for (path, kind) in paths { try set.insert(path, kind: kind) }
    }

    @Test("what belongs together is accepted")
    func good() {
        #expect(throws: Never.self) {
            try PathSetTests.insert([
                ("a", .file), ("b/c", .file), ("b/d", .file), ("b/e/f", .file),
                ("g", .emptyDirectory), ("b/h", .emptyDirectory), ("b/e.f", .file),
            ])
        }
    }

    @Test("collisions are refused, and both spellings are named")
    func bad() {
        let collisions: [[(String, PathSet.Kind)]] = [
            [("a", .file), ("a", .file)],
            [("a", .file), ("a/b", .file)],
            [("a/b", .file), ("a", .file)],
            [("a", .emptyDirectory), ("a/b", .file)],
            [("a/b", .file), ("a", .emptyDirectory)],
            [("a", .emptyDirectory), ("a", .emptyDirectory)],
            [("a", .file), ("a", .emptyDirectory)],
            [("a/b/c", .file), ("a/b", .file)],
            [("A", .file), ("a", .file)],
            [("Dir/x", .file), ("dir/y", .file)],
            [("Dir/x", .file), ("DIR", .emptyDirectory)],
            [("\u{E9}/x", .file), ("e\u{301}/y", .file)],
            [("\u{E9}", .file), ("e\u{301}", .file)],
            [("straße", .file), ("STRASSE", .file)],
        ]
        for paths in collisions {
            let error = #expect(throws: StoreError.self, "\(paths)") {
                try PathSetTests.insert(paths)
            }
            #expect(error?.code == .integrity)
            #expect(
                error?.message.contains(quoted(paths[1].0).dropFirst().dropLast()) == true
                    || error?.message.contains("directory") == true
                    || error?.message.contains("same name") == true)
        }
    }

    @Test("a path that breaks the rules is refused by name")
    func hostile() {
        for (path, _) in ManifestPathTests.refused {
            let error = #expect(throws: StoreError.self) {
                try PathSetTests.insert([(path, .file)])
            }
            #expect(error?.message.contains(quoted(path)) == true)
        }
    }
}
