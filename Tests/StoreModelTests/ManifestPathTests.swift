import StoreModel
import Testing

@Suite("Paths in a manifest")
struct ManifestPathTests {
    static let long = String(repeating: "x", count: 255)

    /// Odd names that real trees have. Tab and newline are among them on purpose.
    static let accepted: [String] = [
        "a", "model.onnx", "weights/model-00001-of-00002.safetensors", ".hidden", "..hidden", "...",
        "a..b", "a.", "a..", "-rf", "--help", "~", "~root", "$HOME", "`id`", "$(id)", "a b", " a",
        "a ", " ", "a\nb", "\n", "a\tb", "\t", "'", "\"", "*", "?", "[a]", "{a,b}", "#", "%2e%2e",
        "a:b", "C:", "C:x", "CON", "nul.txt", "a|b", "a>b", "a<b", "a;b", "a&b", "!", "@journal",
        "@", "=", "+", ",", "a=b", "é", "e\u{301}", "日本語", "имя", "😀", "👩‍🚀", "\u{200D}", "\u{200B}",
        "\u{FEFF}", "\u{FFFD}", "\u{E000}", "\u{10FFFF}", "..\n", "a/..b", "a/.b", "active/x",
        "latest", "\u{2024}\u{2024}", "\u{FF0E}\u{FF0E}/x", "a\u{FF0F}b", "a\u{2215}b",
        long, long + "/" + long, String(repeating: "é", count: 127) + "x",
        [String](repeating: "d", count: 64).joined(separator: "/"),
        [String](repeating: long, count: 16).joined(separator: "/"),
    ]

    /// Names that must be refused, with a word of the reason.
    static let refused: [(path: String, reason: String)] = [
        ("", "empty"), ("/", "absolute"), ("/etc/passwd", "absolute"), ("//a", "absolute"),
        (".", "'.'"), ("..", "'..'"), ("./a", "'.'"), ("../a", "'..'"), ("a/.", "'.'"),
        ("a/..", "'..'"), ("a/../b", "'..'"), ("a/./b", "'.'"), ("../../etc/shadow", "'..'"),
        ("a/../../b", "'..'"), ("a//b", "empty component"), ("a/", "empty component"),
        ("a/b/", "empty component"), ("a///b", "empty component"), ("\0", "NUL"), ("a\0", "NUL"),
        ("a\0b", "NUL"), ("a/b\0/c", "NUL"), ("..\0", "NUL"), ("\\", "backslash"),
        ("a\\b", "backslash"), ("..\\..\\x", "backslash"), ("C:\\x", "backslash"),
        ("a/\\", "backslash"), ("\u{1}", "U+0001"), ("a\u{7}", "U+0007"), ("a\u{8}b", "U+0008"),
        ("a\u{B}", "U+000B"), ("a\u{C}", "U+000C"), ("a\rb", "U+000D"), ("a\r\nb", "U+000D"),
        ("a\u{1B}[2J", "U+001B"), ("\u{1F}", "U+001F"), ("a\u{7F}", "U+007F"),
        ("a\u{80}", "U+0080"), ("a\u{85}b", "U+0085"), ("a\u{9B}2J", "U+009B"),
        ("a\u{9F}", "U+009F"), ("a\u{61C}b", "U+061C"), ("a\u{200E}", "U+200E"),
        ("a\u{200F}", "U+200F"), ("a\u{2028}b", "U+2028"), ("a\u{2029}b", "U+2029"),
        ("a\u{202A}", "U+202A"), ("a\u{202B}", "U+202B"), ("a\u{202C}", "U+202C"),
        ("a\u{202D}", "U+202D"), ("exe\u{202E}gpj.sh", "U+202E"), ("a\u{2066}", "U+2066"),
        ("a\u{2067}", "U+2067"), ("a\u{2068}", "U+2068"), ("a\u{2069}", "U+2069"),
        ("dir\u{202E}/a", "U+202E"), (long + "x", "255"), ("a/" + long + "x", "255"),
        (String(repeating: "é", count: 128), "255"), (String(repeating: "😀", count: 64), "255"),
        ([String](repeating: "d", count: 65).joined(separator: "/"), "64"),
        ([String](repeating: long, count: 17).joined(separator: "/"), "4096"),
        (String(repeating: "a/", count: 2049), "4096"), ("a/\u{301}/..", "'..'"),
    ]

    @Test("odd names that real trees have are accepted")
    func good() {
        for path in ManifestPathTests.accepted {
            #expect(ManifestPath.objection(to: path) == nil, "\(quoted(path))")
        }
    }

    @Test("hostile names are refused, each for its reason")
    func bad() {
        for (path, word) in ManifestPathTests.refused {
            let reason = ManifestPath.objection(to: path)
            #expect(reason?.contains(word) == true, "\(quoted(path)): \(reason ?? "accepted")")
        }
    }

    @Test("the tables hold a hundred names and more")
    func floor() {
        #expect(ManifestPathTests.accepted.count + ManifestPathTests.refused.count >= 120)
    }

    @Test(
        "one name to some file system",
        arguments: [
            ("a", "A"), ("README", "readme"), ("\u{E9}", "e\u{301}"), ("\u{C9}", "e\u{301}"),
            ("\u{212B}", "\u{E5}"), ("K", "\u{212A}"), ("ß", "SS"), ("ß", "\u{1E9E}"),
            ("ς", "σ"), ("Σ", "ς"), ("ſ", "s"), ("Ǆ", "ǅ"), ("ŉ", "ʼn"), ("ﬁ", "FI"),
            ("\u{1E69}", "s\u{307}\u{323}"), ("İ", "i\u{307}"), ("ﬃ", "ffi"), ("A/B", "a/b"),
        ])
    func collide(_ left: String, _ right: String) {
        #expect(ManifestPath.collisionKey(left) == ManifestPath.collisionKey(right))
    }

    @Test(
        "two names to every file system",
        arguments: [
            ("a", "b"), ("ı", "i"), ("o", "ö"), ("日", "曰"), ("a", "а"), ("1", "１"), ("x ", "x"),
            ("x.", "x"),
        ])
    func distinct(_ left: String, _ right: String) {
        #expect(ManifestPath.collisionKey(left) != ManifestPath.collisionKey(right))
    }

    @Test("a slash is a slash, whatever mark stands behind it")
    func slashes() {
        #expect(ManifestPath.lies("a/\u{301}b", below: "a"))
        #expect(!ManifestPath.lies("ab", below: "a"))
        #expect(!ManifestPath.lies("a", below: "a"))
        let parts = ManifestPath.split("a/b/\u{301}c")
        #expect(parts.directory.utf8.elementsEqual("a/b/".utf8))
        #expect(parts.name.utf8.elementsEqual("\u{301}c".utf8))
        #expect(ManifestPath.split("c").directory.isEmpty)
    }

    @Test("the order is that of the bytes, not of the language")
    func order() {
        let sorted = ["A", "B", "a", "a-b", "a.b", "a/b", "a0", "aa", "b", "é", "\u{FB33}", "😀"]
        #expect(sorted.reversed().sorted(by: ManifestPath.precedes) == sorted)
        #expect(!ManifestPath.precedes("a", "a"))
    }
}
