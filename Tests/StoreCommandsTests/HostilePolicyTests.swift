import StoreCommands
import StoreModel
import TestSupport
import Testing

/// Policy files that must be refused, each with the line and the reason that it is refused with.
@Suite struct HostilePolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let line: Int?
        let reason: String
        var testDescription: String { name }

        init(_ name: String, line: Int?, _ reason: String, _ text: String) {
            self.name = name
            self.text = text
            self.line = line
            self.reason = reason
        }
    }

    private static let head = "schema: store.policy/1\ngates:\n"
    /// Lines 1 to 5.
    private static let sound = head + "- name: a\n  metric: b\n  at_least: 1\n"

    static let cases: [Case] = syntax + bombs + shapes + gates + unbuilt

    private static let syntax: [Case] = [
        Case("nothing", line: nil, "it is empty", ""),
        Case("a comment", line: nil, "it is empty", "# nothing\n"),
        Case("no YAML", line: 2, "not YAML", "{\n"),
        Case("a tab for indentation", line: 2, "not YAML", "gates:\n\t- name: a\n"),
        Case("two documents", line: 6, "not YAML", sound + "---\n" + sound),
        Case("a directive of the future", line: 1, "not YAML", "%YAML 9.9\n---\n" + sound),
        Case("a control character", line: nil, "not YAML", sound + "# \u{1}\n"),
        Case("an unfinished text", line: nil, "not YAML", sound + "  x: \"\n"),
        Case("a tag", line: 3, "tag", head + "- name: !!binary aGk=\n  metric: b\n  at_least: 1\n"),
        Case("a tag of one's own", line: 2, "tag", "schema: store.policy/1\ngates: !x []\n"),
        Case("a tagged mapping", line: 3, "tag", head + "- !!set {a, b}\n"),
        Case("a key that is a list", line: 1, "a key that is no text", "? [a]\n: 1\n"),
    ]

    private static let bombs: [Case] = [
        Case(
            "aliases of aliases", line: 1, "anchor",
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                + "? *d\n: 1\n"),
        Case(
            "an anchor that nobody uses", line: 2, "anchor",
            "schema: store.policy/1\ngates: &g []\n"),
        Case("an anchor in a list", line: 1, "anchor", "[&a]"),
        Case("an anchor in a mapping", line: 1, "anchor", "{x: 1,&a y: 2}"),
        Case("an anchor behind a quote", line: 1, "anchor", "{\"x\":&a 1}"),
        Case("an alias of nothing", line: 2, "not YAML", "schema: store.policy/1\ngates: *g\n"),
        Case(
            "a merge key", line: 3, "gates[0].\"<<\": it is not a known key",
            head + "- <<: {name: a}\n  metric: b\n  at_least: 1\n  name: b\n"),
        Case("lists in lists", line: 1, "not YAML", String(repeating: "[", count: 60_000)),
        Case("mappings in mappings", line: 1, "not YAML", String(repeating: "{a: ", count: 15_000)),
        Case("lists by dashes", line: 1, "not YAML", String(repeating: "- ", count: 30_000)),
        Case(
            "deeper than 16", line: 1, "nested deeper",
            String(repeating: "[", count: 17) + String(repeating: "]", count: 17)),
        Case(
            "more than 64 KiB", line: nil, "more than 65536 bytes",
            sound + String(repeating: "#", count: 65_536)),
    ]

    private static let shapes: [Case] = [
        Case("a text", line: 1, "not a list of keys", "gates"),
        Case("a list", line: 1, "not a list of keys", "- schema: store.policy/1\n"),
        Case("no schema", line: 1, "schema: it is missing", "gates: []\n"),
        Case(
            "another schema", line: 1, "schema: it is not store.policy/1",
            "schema: store.policy/2\n"),
        Case("no gates", line: 1, "asks for nothing", "schema: store.policy/1\n"),
        Case(
            "an empty list of gates", line: 1, "asks for nothing",
            "schema: store.policy/1\ngates: []\n"),
        Case(
            "gates that are none", line: 2, "gates: it is not a list",
            "schema: store.policy/1\ngates: 1\n"),
        Case("a null", line: 2, "gates: it is not a list", "schema: store.policy/1\ngates:\n"),
        Case("a gate that is none", line: 3, "gates[0]", head + "- r2 >= 0.85\n"),
        Case("a key twice", line: nil, "stands there twice", sound + "gates: []\n"),
        Case(
            "a key twice, quoted", line: nil, "stands there twice",
            head + "- name: a\n  metric: b\n  at_least: 1\n  \"at_least\": 0\n"),
        Case(
            "a number and a text as one key", line: 7, "stands there twice",
            sound + "  1: 1\n  \"1\": 2\n"),
        Case("an unknown key", line: 6, "gate: it is not a known key", sound + "gate: 1\n"),
        Case(
            "a key with a bell", line: 6, "\"\\u{07}\": it is not a known key",
            sound + "\"\\a\": 1\n"),
        Case(
            "too many gates", line: 2, "more than 64",
            head + (0..<65).map { "- {name: g\($0), metric: m, at_least: 1}\n" }.joined()),
    ]

    private static let gates: [Case] =
        [
            ("an unknown key", 6, "gates[0].at_leest", "  at_least: 1\n  at_leest: 2\n"),
            ("no condition", 3, "exactly one", ""),
            ("two conditions", 3, "exactly one", "  at_least: 1\n  at_most: 2\n"),
            ("a bound that is true", 5, "gates[0].at_least", "  at_least: true\n"),
            ("not a number", 5, "gates[0].at_least", "  at_least: .nan\n"),
            ("infinity", 5, "gates[0].at_most", "  at_most: .inf\n"),
            ("hexadecimal", 5, "gates[0].at_least", "  at_least: 0x10\n"),
            ("octal", 5, "gates[0].at_least", "  at_least: 010\n"),
            ("sixties", 5, "gates[0].at_least", "  at_least: 1:30\n"),
            ("an underscore", 5, "gates[0].at_least", "  at_least: 1_000\n"),
            ("a decimal comma", 5, "gates[0].at_least", "  at_least: 0,85\n"),
            ("a list", 5, "gates[0].at_least", "  at_least: [1]\n"),
            ("an expression", 5, "gates[0].at_least", "  at_least: 1 + 1\n"),
            ("a number out of reach", 5, "gates[0].at_least", "  at_least: 1e999\n"),
            (
                "a very long number", 5, "gates[0].at_least",
                "  at_least: 0.\(String(repeating: "1", count: 99))\n"
            ),
            ("a percentage of what", 3, "unit: fraction", "  at_least: 60%\n"),
            ("a unit for nothing", 6, "gates[0].unit", "  at_least: 1\n  unit: percent\n"),
            ("an unknown unit", 6, "gates[0].unit", "  at_least: 1%\n  unit: points\n"),
            ("a negative magnitude", 5, "gates[0].abs_at_most", "  abs_at_most: -1\n"),
            ("an unknown direction", 5, "gates[0].improves", "  improves: up\n"),
            ("a delta alone", 6, "gates[0].min_delta", "  at_least: 1\n  min_delta: 1\n"),
            ("a delta of nothing", 6, "gates[0].min_delta", "  improves: higher\n  min_delta: 0\n"),
            ("a loss", 6, "gates[0].min_delta", "  improves: higher\n  min_delta: -1%\n"),
            (
                "permission by a word", 6, "gates[0].overridable",
                "  at_least: 1\n  overridable: yes\n"
            ),
        ].map { name, line, reason, text in
            Case(name, line: line, reason, head + "- name: a\n  metric: b\n" + text)
        } + [
            Case(
                "an unknown form of ids", line: 6, "version_ids: \"date\" is none of",
                sound + "version_ids: date\n"),
            Case(
                "a form of ids that is a list", line: 6, "version_ids",
                sound + "version_ids: [any]\n"),
            Case(
                "promoted from where it goes", line: 6, "promotesFrom",
                sound + "promotesFrom: active\n"),
            Case(
                "promoted from no name", line: 6, "promotesFrom", sound + "promotesFrom: ../x\n"),
            Case("a name with a space", line: 3, "gates[0].name", head + "- name: a b\n"),
            Case("a name that is a number", line: 3, "gates[0].name", head + "- name: 5\n"),
            Case(
                "a metric with a bell", line: 4, "gates[0].metric",
                head + "- name: a\n  metric: \"\\a\"\n"),
            Case(
                "a metric of nothing", line: 4, "gates[0].metric",
                head + "- name: a\n  metric: \"\"\n"),
            Case(
                "two gates of one name", line: 6, "gates[1].name",
                sound + "- name: a\n  metric: c\n  at_most: 1\n"),
        ]

    /// A rule that nobody enforces must not look as if somebody did.
    private static let unbuilt: [Case] = [
        "approvals: {threshold: 2}", "checks: [smoke]", "retention: 5",
        "fallback: previous",
    ].map { text in
        let key = text.prefix { $0 != ":" }
        return Case(
            "not built: \(key)", line: 6, "\(key): this build does not enforce it",
            sound + text + "\n")
    }

    @Test(arguments: cases)
    func isRefused(_ example: Case) throws {
        let flaw = #expect(throws: PolicyFlaw.self) {
            try Policy(PolicyYAML.parse(Array(example.text.utf8)))
        }
        let message = flaw?.message ?? ""
        #expect(message.contains(example.reason), "\(message)")
        if let line = example.line { #expect(flaw?.line == line, "\(message)") }
    }

    @Test func thereAreMoreThanThirty() {
        #expect(Self.cases.count >= 70)
    }

    @Test func bytesThatAreNotUTF8() {
        let flaw = #expect(throws: PolicyFlaw.self) { try PolicyYAML.parse([0x61, 0xFF]) }
        #expect(flaw?.reason.contains("UTF-8") == true)
        // UTF-16 is YAML, and refused all the same.
        #expect(throws: PolicyFlaw.self) { try PolicyYAML.parse([0xFF, 0xFE, 0x61, 0]) }
    }

    @Test func whatIsMeantIsAccepted() throws {
        let text = """
            # R&D asked for it
            schema: "store.policy/1"
            gates:
              - {name: a, metric: 'x & y', at_least: 0.850}
              - name: no
                metric: "no"
                improves: higher
                min_delta: 2%
            """
        let policy = try Policy(PolicyYAML.parse(Array(text.utf8)))
        #expect(policy.gates.map(\.name) == ["a", "no"])
        #expect(policy.gates.map(\.metric) == ["x & y", "no"])
        #expect(policy.gates.map(\.rule) == ["at_least 0.85", "improves higher by 2%"])
        #expect(try Policy(MarkedNode(policy.json)) == policy)
    }
}
