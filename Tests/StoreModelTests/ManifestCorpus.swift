import Hashing
import StoreModel

/// Manifests that the schema and the decoder are held to alike.
enum ManifestCorpus {
    static let all: [DocumentCase] = good + shapes + names + files + beyond

    private static let base = Documents.manifest
    private static let wrongTypes: [JSON?] = [nil, true, 1, [], [:], .number(0.5)]

    private static let good: [DocumentCase] =
        [
            DocumentCase("every member", .good, base),
            DocumentCase("the least", .good, Documents.leastManifest),
        ]
        + [
            "metrics", "run", "parents", "dataset", "description", "changelog", "labels",
            "locations", "legacy_tree_hash", "files/1/role", "files/1/name", "files/1/format",
        ].flatMap { DocumentCase.values(.good, $0, in: base, [nil as JSON?]) }
        + DocumentCase.values(
            .good, "metrics/x", in: base,
            [0, -1, .number(1e300), .number(-0.5), "text", "", true, false])
        + ["model", "card", "other", "log"].map { role in
            DocumentCase("role \(role)", .good, base.with("files/1/role", .string(role)))
        }
        + DocumentCase.values(
            .good, "files/1/size", in: base, [1, .integer(JSON.largestInteger)])
        + DocumentCase.values(
            .good, "created", in: base,
            ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2024-02-29T00:00:00.001Z"])
        + DocumentCase.values(.good, "labels/a b", in: base, ["", "x\u{1B}"])

    private static let shapes: [DocumentCase] =
        ([nil, true, 1, "", []] as [JSON]).map { DocumentCase("\($0) alone", .bad, $0) }
        + ["schema", "model", "version", "created", "files/0/path", "files/0/sha256"].flatMap {
            DocumentCase.values(.bad, $0, in: base, wrongTypes + [nil as JSON?, .null, ""])
        }
        + ["run", "dataset", "description", "changelog", "files/1/name", "files/1/format"].flatMap {
            DocumentCase.values(.bad, $0, in: base, [.null, true, 1, [], [:]])
        }
        + ["files", "directories"].flatMap {
            DocumentCase.values(.bad, $0, in: base, [nil, .null, "", 1, [:], [1], [.null], [[]]])
        }
        + ["parents", "locations"].flatMap {
            DocumentCase.values(.bad, $0, in: base, [.null, "", [:], [], [1], [.null]])
        }
        + ["labels", "metrics"].flatMap {
            DocumentCase.values(.bad, $0, in: base, [.null, "", [], [:], ["a": nil], ["a": []]])
        }
        + DocumentCase.values(.bad, "labels/a", in: base, [1, true])
        + ["extra", "Schema", "files/0/extra", "files/0/mode", "gates", ""].map { place in
            DocumentCase("unknown \(place)", .bad, place.isEmpty ? [:] : base.with(place, 1))
        }
        + DocumentCase.values(
            .bad, "schema", in: base,
            ["store.manifest/2", "store.manifest/1 ", "store.transition/1", "manifest/1"])

    private static let names: [DocumentCase] =
        DocumentCase.values(
            .bad, "model", in: base,
            ["a b", "/a", "a/", "a//b", "..", "active", "a/active", "refs/a", ".a", "é", "a\n"])
        + DocumentCase.values(
            .bad, "version", in: base, ["a/b", "..", "latest", "-1", "a b", "é", "1\n", "@"])
        + DocumentCase.values(
            .bad, "created", in: base,
            [
                "2026-11-20", "2026-11-20T14:00:00Z", "2026-11-20T14:00:00.0000Z",
                "2026-11-20T14:00:00.000+00:00", "2026-11-20t14:00:00.000z",
                "2026-13-20T14:00:00.000Z", "2026-11-20T24:00:00.000Z", "2026-11-20T14:00:60.000Z",
                " 2026-11-20T14:00:00.000Z", "2026-11-20T14:00:00.000Z\n",
            ])
        + ["parents/0", "files/1/sha256", "legacy_tree_hash"].flatMap {
            DocumentCase.values(
                .bad, $0, in: base,
                [
                    "", "abc", .string(String(repeating: "A", count: 64)),
                    .string(String(repeating: "0", count: 63)),
                    .string(String(repeating: "0", count: 65)),
                    .string(String(repeating: "g", count: 64)), "sha256:0",
                ])
        }

    private static let files: [DocumentCase] =
        DocumentCase.values(
            .bad, "files/1/size", in: base,
            [-1, .number(0.5), .number(9_007_199_254_740_992), .number(1e300), "12", .null, true])
        + DocumentCase.values(.bad, "files/1/executable", in: base, [0, 1, "false", .null, nil])
        + DocumentCase.values(
            .bad, "files/1/role", in: base, ["", "Model", "weights", 1, .null, "model "])
        + (ManifestPathTests.refused.map(\.path)).flatMap { path in
            ["files/1/path", "directories/0"].map { place in
                let verdict: DocumentCase.Verdict =
                    isLongInBytesAlone(path) ? .beyondSchema : .bad
                return DocumentCase(
                    "\(place) \(quoted(path))", verdict, base.with(place, .string(path)))
            }
        }
        + ManifestPathTests.accepted.map { path in
            DocumentCase(
                "path \(quoted(path))", .good,
                Documents.leastManifest.with(
                    "files", [Documents.file.with("path", .string(path))]))
        }

    /// A schema counts characters where the rule counts bytes.
    private static func isLongInBytesAlone(_ path: String) -> Bool {
        path.utf8.count > path.unicodeScalars.count && path.utf8.count > 255
            && path.unicodeScalars.count <= 255
    }

    private static func tree(_ paths: [String], directories: [String] = []) -> JSON {
        Documents.leastManifest
            .with("files", .array(paths.map { Documents.file.with("path", .string($0)) }))
            .with("directories", .array(directories.map(JSON.string)))
    }

    private static let beyond: [DocumentCase] = [
        DocumentCase("a path twice", .beyondSchema, tree(["a", "a"])),
        DocumentCase("out of order", .beyondSchema, tree(["b", "a"])),
        DocumentCase("order of a language", .beyondSchema, tree(["a", "B"])),
        DocumentCase("case folding", .beyondSchema, tree(["README", "readme"])),
        DocumentCase("case folding of a directory", .beyondSchema, tree(["Dir/a", "dir/b"])),
        DocumentCase("NFC", .beyondSchema, tree(["e\u{301}", "\u{E9}"])),
        DocumentCase("file and directory", .beyondSchema, tree(["a", "a/b"])),
        DocumentCase("file and empty directory", .beyondSchema, tree(["a"], directories: ["a"])),
        DocumentCase("empty, but not", .beyondSchema, tree(["a/b"], directories: ["a"])),
        DocumentCase("directories out of order", .beyondSchema, tree([], directories: ["b", "a"])),
        DocumentCase("a directory twice", .bad, tree([], directories: ["a", "a"])),
        DocumentCase(
            "sizes overflow 2^53", .beyondSchema,
            tree(["a", "b"]).with("files/0/size", .integer(JSON.largestInteger))),
        DocumentCase(
            "sizes fill 2^53", .good,
            tree(["a", "b"]).with("files/0/size", .integer(JSON.largestInteger - 12))),
        DocumentCase(
            "empty with another digest", .beyondSchema, tree(["a"]).with("files/0/size", 0)),
        DocumentCase(
            "a day that is not", .beyondSchema,
            Documents.manifest.with("created", "2026-02-29T00:00:00.000Z")),
    ]
}
