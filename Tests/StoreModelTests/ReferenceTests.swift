import StoreModel
import Testing

@Suite("References")
struct ReferenceTests {
    @Test("the whole grammar, with and without a model")
    func good() throws {
        let time = try #require(Timestamp("2026-11-20T14:00:00Z"))
        let forms: [(String, Reference.Target)] = [
            ("active", .name("active")), ("previous", .name("previous")),
            ("latest", .name("latest")), ("canary", .name("canary")), ("1.0.0+b", .name("1.0.0+b")),
            ("deadbeef", .name("deadbeef")),
            (
                String(repeating: "a", count: 64),
                .name(
                    String(repeating: "a", count: 64))
            ),
            ("latest~0", .latestMinus(0)), ("latest~2", .latestMinus(2)), ("#7", .number(7)),
            ("active@{2026-11-20T14:00:00Z}", .activeAt(time)),
            ("active@{2026-11-20T16:00:00+02:00}", .activeAt(time)),
        ]
        for (text, target) in forms {
            let plain = try Reference(text)
            #expect(plain.target == target && plain.model == nil, "\(text)")
            let full = try Reference("acme/qb@" + text)
            #expect(full.target == target, "\(text)")
            #expect(full.model == (try ModelName("acme/qb")), "\(text)")
        }
    }

    @Test(
        "what is outside the grammar is a usage error that shows the grammar",
        arguments: [
            "", "@", "qb@", "@active", "qb@@active", "qb@x@y", "#", "#0", "#-1", "#+1", "#1.5",
            "#x",
            "#99999999999999999999", "latest~", "latest~-1", "latest~-0", "latest~+1", "latest~x",
            "latest~1.5", "latest~99999999999999999999", "active~1", "active@{}", "active@{now}",
            "active@{2026-11-20}", "active@{2026-11-20T14:00:00Z",
            "previous@{2026-11-20T14:00:00Z}",
            "latest@{2026-11-20T14:00:00Z}", "a b", "a/b", "../x", "a\n", "-a", "é", "active/",
            "active@@{2026-11-20T14:00:00Z}", "active@{2026-11-20T14:00:00Z}x", "refs/active",
            "latest~１", "#１", "active\u{301}", "qb@#", "versions@active", "a//b@active",
        ])
    func bad(_ text: String) {
        let error = #expect(throws: StoreError.self) { try Reference(text) }
        #expect(error?.code == .usage && error?.fix != nil)
    }
}
