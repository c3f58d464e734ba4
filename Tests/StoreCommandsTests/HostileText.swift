/// Text that no version id, model name or ref may be. As a reference some of it is well formed.
enum HostileText {
    /// At least 200 strings, each once.
    static let all: [String] = {
        let lists = [places, options, references, reserved, controls, punctuation, unicode, long]
        return Set(lists.joined()).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }()

    /// Ways out of a directory.
    private static let places = [
        "..", ".", "./", "../", "../x", "../../etc/passwd", "/", "//", "/etc/passwd", "/v1", "v1/",
        "v1//x", "v1/..", "v1/../x", "v1/.", "./v1", "a/../../b", "...", "....//", "~", "~root",
        "~/x", "$HOME", "${HOME}", "%2e%2e%2f", "..%2fx", "..%c0%afx", "..\\x", "\\\\host\\share",
        "C:\\x", "file:///etc/passwd", "/dev/null", "/proc/self/mem", "/dev/stdin", "x/@journal",
        "@journal", "@journal/1", ".hidden", "a/.b", "..a", "*", "?", "[a]", "{a,b}",
        "tmp/../x/y/..",
    ]

    /// What an option parser, a shell or a spreadsheet would take for something else.
    private static let options = [
        "-", "--", "---", "-x", "--help", "-h", "--version=1", "--store=/", "-v1", "-1", "+1", "=1",
        "=cmd()", "$(id)", "`id`", ";id", "|id", "&", "&&", ">x", "<x", "!!", "'", "\"", "''", "#",
        "v1;", "v1 --promote", " v1", "v1 ", "v 1", "  ", " ", "", "%s%n", "%d",
        "' OR 1=1 --", "<script>", "{\"a\":1}", "[]", "$", "_v1", ".v1", "@v1", "~v1",
    ]

    private static let references = [
        "@", "@@", "@{", "@{}", "v1@", "v1@@v1", "active@", "active@{", "active@{}", "active@{now}",
        "active@{2026-13-01T00:00:00Z}", "active@{2026-01-01}", "active@{2026-01-01T00:00:00Z",
        "active@{99999-01-01T00:00:00Z}", "active@{-1}", "previous@{2026-01-01T00:00:00Z}", "#0",
        "#-1", "#+1", "##1", "#1#", "#1.5", "#0x1", "#1e9", "# 1", "#18446744073709551616",
        "#99999999999999999999999999", "#9223372036854775808", "latest~", "latest~-1", "latest~+1",
        "latest~~1", "latest~x", "latest~1.0", "latest~99999999999999999999", "latest^",
        "active~1", "v1~1", "v1^", "v1:x", "qb@latest~", "qb@#0", "../qb@v1", "qb/@v1", "/qb@v1",
        "qb@../v1", "qb@", "qb@qb@v1", "qb@{1}", "#9999999999", "latest~9223372036854775807",
    ]

    private static let reserved = [
        "active", "versions", "refs", "models", "manifests", "latest", "previous",
    ]

    private static let controls = (Array(1...31) + Array(127...159)).map { (code: UInt32) in
        "v" + String(UnicodeScalar(code).map(Character.init) ?? "?") + "1"
    }

    private static let punctuation = " !\"#$%&'()*,:;<=>?@[\\]^`{|}~".map { "v\($0)1" }

    /// Looks like another name, is no character at all, or grows when it is folded.
    private static let unicode = [
        "vé1", "ve\u{301}1", "ⅴ1", "ѵ1", "v１", "ｖ1", "v\u{200B}1", "v\u{200C}1", "v\u{200D}1",
        "v\u{2060}1", "\u{FEFF}v1", "v1\u{FEFF}", "v\u{202E}1", "v\u{202D}1", "v\u{2066}1",
        "v\u{2069}1",
        "v\u{200E}1", "v\u{200F}1", "v\u{61C}1", "v\u{2028}1", "v\u{2029}1", "v\u{A0}1",
        "v\u{3000}1",
        "v\u{AD}1", "ß", "ﬃ", "İ", "ı", "\u{212A}", "\u{212B}", "v\u{E0001}1", "v\u{FE0F}1", "😀",
        "👩‍👩‍👧‍👦",
        "v\u{FFFD}1",
        "v\u{FFFF}1", "v\u{10FFFF}1", "\u{301}", "版本", "إصدار", "v․1", "v∕1", "v／1", "‥", "．．／x",
        "v⁄1",
        "v٣", "v१", "𝐯𝟏",
    ]

    private static let long = [
        String(repeating: "v", count: 513), String(repeating: "9", count: 4097),
        String(repeating: "a/", count: 300) + "a", String(repeating: "../", count: 4000),
        String(repeating: "#", count: 1000), "#" + String(repeating: "9", count: 60_000),
        "latest~" + String(repeating: "9", count: 60_000), String(repeating: "é", count: 30_000),
        String(repeating: "@", count: 10_000), String(repeating: "x", count: 100_000),
    ]
}
