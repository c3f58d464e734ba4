import StoreModel
import Testing

@Suite("Names")
struct NameTests {
    static let neverNames = [
        "", " ", "a b", ".", "..", ".a", "-a", "_a", "a/../b", "a\\b", "a\0", "a\n", "é", "ａ",
        "a\u{202E}", "a:b", "a@b", "a~1", "a{b}", "#1", "a*", "$a", "a;b", "@journal",
        "a\u{301}",
    ]

    @Test(
        "models",
        arguments: [
            "qb", "acme/trust_score", "A", "0", "a.b-c_d", "a/b/c/d", "activex",
            "Active", "x/actives", "a..b", "a-", "my.active",
        ])
    func goodModels(_ text: String) throws {
        let name = try ModelName(text)
        #expect(name.text == text && name.segments.joined(separator: "/") == text)
    }

    @Test(
        "what is no model",
        arguments: neverNames + [
            "/", "/a", "a/", "a//b", "active", "versions", "refs", "models", "manifests", "latest",
            "previous", "a/active", "active/a", "a/refs/b", "a+b", "a/.b", "a/-b",
            String(repeating: "x", count: 201), "x/\u{301}",
            [String](repeating: "xxxxxxx", count: 65).joined(separator: "/"),
        ])
    func badModels(_ text: String) {
        let error = #expect(throws: StoreError.self) { try ModelName(text) }
        #expect(error?.code == .usage && error?.fix != nil)
    }

    @Test("a model name has at most 512 bytes, a segment 200")
    func modelLengths() {
        let segment = String(repeating: "x", count: 200)
        #expect(throws: Never.self) { try ModelName(segment) }
        #expect(throws: Never.self) {
            try ModelName("\(segment)/\(segment)/" + segment.prefix(110))
        }
        #expect(throws: StoreError.self) {
            try ModelName("\(segment)/\(segment)/" + segment.prefix(111))
        }
    }

    @Test(
        "version ids",
        arguments: [
            "2024-05-20-v7", "1.0.0", "1.0.0+build.5", "v20261120_140000", "a", "0", "7",
            "deadbeef", "Active", String(repeating: "x", count: 128),
        ])
    func goodVersions(_ text: String) throws {
        #expect(try VersionID(text).text == text)
    }

    @Test(
        "what is no version id",
        arguments: neverNames + [
            "a/b", "+1", String(repeating: "x", count: 129), "active", "versions", "refs", "models",
            "manifests", "latest", "previous",
        ])
    func badVersions(_ text: String) {
        let error = #expect(throws: StoreError.self) { try VersionID(text) }
        #expect(error?.code == .usage)
    }

    @Test("refs: the built-in ones are refs, but no user's")
    func refs() throws {
        for text in ["active", "previous", "latest", "canary", "champion-2", "v1.0"] {
            #expect(try RefName(text).text == text)
        }
        for text in NameTests.neverNames + ["a/b", "a+b", String(repeating: "x", count: 129)] {
            #expect(throws: StoreError.self, "\(quoted(text))") { try RefName(text) }
            #expect(throws: StoreError.self, "\(quoted(text))") { try RefName.users(text) }
        }
        #expect(try RefName.users("canary").text == "canary")
        for word in ModelName.reservedWords {
            #expect(throws: StoreError.self, "\(word)") { try RefName.users(word) }
        }
        #expect(RefName.builtIn == [.active, .previous, .latest])
    }

    @Test("a message shows a hostile name harmlessly")
    func quoting() {
        #expect(quoted("a b") == "\"a b\"")
        #expect(quoted("é日") == "\"é日\"")
        let shown = quoted("a\"\\\n\u{1B}[2J\u{202E}\0\u{9B}")
        #expect(shown.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
        #expect(shown.hasPrefix("\"a\\\"\\\\\\n"))
        #expect(quoted(String(repeating: "x", count: 10_000)).count < 400)
        let error = #expect(throws: StoreError.self) { try ModelName("\u{1B}]0;x\u{7}") }
        #expect(error?.description.unicodeScalars.contains("\u{1B}") == false)
    }
}
